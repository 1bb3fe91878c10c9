/**
 * The queue as seen from outside: {@link org.fhevm.coprocessor.worker.observe.QueueGauges} measures how many
 * computations wait and for how long, at a bounded cost.
 */
@NullMarked
package org.fhevm.coprocessor.worker.observe;

import org.jspecify.annotations.NullMarked;
