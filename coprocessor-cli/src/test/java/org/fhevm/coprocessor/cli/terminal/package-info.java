/** Tests of the command line: terminal. */
@NullMarked
package org.fhevm.coprocessor.cli.terminal;

import org.jspecify.annotations.NullMarked;
