/**
 * The daemon: reads its flags, builds server, worker and observability from them, and closes everything in order when
 * the process is told to stop.
 *
 * <p>The flags are those of the 0.6 backend, spelling mistakes included, so that its compose files and charts work
 * unchanged; new settings have flags of their own. The default of a flag is that of its configuration record.
 * {@link org.fhevm.coprocessor.cli.daemon.RunCommand} is the command,
 * {@link org.fhevm.coprocessor.cli.daemon.DaemonProcess} owns the parts.
 */
@NullMarked
package org.fhevm.coprocessor.cli.daemon;

import org.jspecify.annotations.NullMarked;
