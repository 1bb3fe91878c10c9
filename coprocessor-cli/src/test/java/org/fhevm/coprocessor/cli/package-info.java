/** Tests of the command line. */
@NullMarked
package org.fhevm.coprocessor.cli;

import org.jspecify.annotations.NullMarked;
