/**
 * Reads that wait for results. A GetCiphertexts whose handle is being computed holds its answer: {@link
 * org.fhevm.coprocessor.server.pending.AwaitedHandles} knows which reads wait for which handles, and {@link
 * org.fhevm.coprocessor.server.pending.PendingReads} looks them up, all in one query, when a worker announces results
 * of their tenants. Waiting calls hold no connection. Without announcements, there are look-ups only at a slow
 * interval: workers of the 0.6 backend announce nothing, and no announcements are received while the listening
 * connection is broken.
 */
@NullMarked
package org.fhevm.coprocessor.server.pending;

import org.jspecify.annotations.NullMarked;
