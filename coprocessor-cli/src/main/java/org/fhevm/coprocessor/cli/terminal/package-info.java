/** How commands talk to the person in front of them: failures in one line, progress of what takes long. */
@NullMarked
package org.fhevm.coprocessor.cli.terminal;

import org.jspecify.annotations.NullMarked;
