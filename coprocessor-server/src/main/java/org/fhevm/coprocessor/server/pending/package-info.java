/**
 * Reads that wait for results. A GetCiphertexts whose handle is being computed holds its answer: {@link
 * org.fhevm.coprocessor.server.pending.AwaitedHandles} knows which handles are waited for and for whom, and {@link
 * org.fhevm.coprocessor.server.pending.PendingReads} looks them up, all in one query, when a worker announces results
 * of their tenants. However many calls wait, they hold no connection, and nothing is asked while nothing is announced,
 * except at a slow interval: workers of the 0.6 backend announce nothing, and announcements are not heard while the
 * listening connection is broken.
 */
@NullMarked
package org.fhevm.coprocessor.server.pending;

import org.jspecify.annotations.NullMarked;
