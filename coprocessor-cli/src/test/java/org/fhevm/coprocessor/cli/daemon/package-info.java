/** Tests of the daemon: its flags, its start and end, and the alerts on its metrics. */
@NullMarked
package org.fhevm.coprocessor.cli.daemon;

import org.jspecify.annotations.NullMarked;
