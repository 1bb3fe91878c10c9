/**
 * Parts that commands share: failures in one line, progress of long tasks, logging, files for their owner, and an
 * orderly end.
 */
@NullMarked
package org.fhevm.coprocessor.cli.terminal;

import org.jspecify.annotations.NullMarked;
