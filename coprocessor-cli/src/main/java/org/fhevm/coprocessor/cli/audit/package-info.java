/** The audit log of daemons and commands: where it goes, and the lines of commands. */
@NullMarked
package org.fhevm.coprocessor.cli.audit;

import org.jspecify.annotations.NullMarked;
