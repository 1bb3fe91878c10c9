/** Tests of the command line: daemon. */
@NullMarked
package org.fhevm.coprocessor.cli.daemon;

import org.jspecify.annotations.NullMarked;
