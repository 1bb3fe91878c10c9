/**
 * The daemon: reads its flags, puts server, worker and observability together as they ask, and takes everything down in
 * order when it is told to stop.
 *
 * <p>Flags are those of the 0.6 backend, spelling mistakes included, so that its compose files and charts work unchanged;
 * what is new has flags beside them. {@link org.fhevm.coprocessor.cli.daemon.RunCommand} is the command,
 * {@link org.fhevm.coprocessor.cli.daemon.DaemonProcess} the parts.
 */
@NullMarked
package org.fhevm.coprocessor.cli.daemon;

import org.jspecify.annotations.NullMarked;
