/**
 * Waiting for work. Servers announce new computations on a channel of the database; a connection of our own listens. An
 * announcement can be lost while that connection is being made anew, and some work is never announced (a computation whose
 * pause is over, a lease that ran out), so the queue is also looked at when nothing was heard for a while.
 */
@NullMarked
package org.fhevm.coprocessor.worker.poll;

import org.jspecify.annotations.NullMarked;
