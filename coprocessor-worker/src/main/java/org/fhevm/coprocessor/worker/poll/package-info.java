/**
 * Waiting for work. Servers announce new computations on a channel of the database, and a connection of its own listens
 * for the worker. Announcements are lost while that connection is opened again, and some work is never announced (a
 * computation whose pause is over, a lease that expired); so the worker also claims when it has heard nothing for a
 * while.
 */
@NullMarked
package org.fhevm.coprocessor.worker.poll;

import org.jspecify.annotations.NullMarked;
