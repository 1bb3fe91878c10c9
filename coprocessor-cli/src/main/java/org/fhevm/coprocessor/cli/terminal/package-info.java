/** Output of commands for a person: failures in one line, progress of long tasks. */
@NullMarked
package org.fhevm.coprocessor.cli.terminal;

import org.jspecify.annotations.NullMarked;
