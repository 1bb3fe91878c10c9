/** Tests of the parts that commands share. */
@NullMarked
package org.fhevm.coprocessor.cli.terminal;

import org.jspecify.annotations.NullMarked;
