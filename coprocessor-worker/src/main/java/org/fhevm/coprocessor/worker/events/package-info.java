/** Log lines and metrics of a worker. */
@NullMarked
package org.fhevm.coprocessor.worker.events;

import org.jspecify.annotations.NullMarked;
