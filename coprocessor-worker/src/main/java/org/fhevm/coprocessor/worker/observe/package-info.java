/**
 * What can be seen of the queue from outside: {@link org.fhevm.coprocessor.worker.observe.QueueGauges} tells how much waits and
 * since when, at a bounded cost.
 */
@NullMarked
package org.fhevm.coprocessor.worker.observe;

import org.jspecify.annotations.NullMarked;
