/** Tests of the command line: demo. */
@NullMarked
package org.fhevm.coprocessor.cli.demo;

import org.jspecify.annotations.NullMarked;
