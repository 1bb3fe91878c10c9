/**
 * What can be seen of a worker and its queue from outside. {@link org.fhevm.coprocessor.worker.observe.QueueGauges} tells how
 * much waits and since when, at a bounded cost; {@link org.fhevm.coprocessor.worker.observe.Pulse} tells whether an activity
 * still goes on.
 */
@NullMarked
package org.fhevm.coprocessor.worker.observe;

import org.jspecify.annotations.NullMarked;
