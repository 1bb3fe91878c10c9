package org.fhevm.tfhe.executor;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Requests of threads with a single bootstrap for the help of idle threads.
 *
 * <p>Mutable and not thread-safe: the lock of the pool guards it.
 *
 * @param <T> a request
 */
final class HelpExchange<T> {
    private final ArrayDeque<T> requests = new ArrayDeque<>();
    private final HelpBenefit benefit = new HelpBenefit();

    /** Whether an idle thread could answer one more request. */
    boolean isOpen(int idleThreads) {
        return idleThreads > requests.size();
    }

    /** Whether the next single bootstrap should make a request, if the exchange is open. */
    boolean isWorthARequest() {
        return benefit.asks();
    }

    /** Adds a request. It may go unanswered; a helper that comes late finds the bootstrap finished. */
    void request(T request) {
        requests.add(request);
    }

    /** Removes the oldest request, for a helper; null if there is none. */
    @Nullable
    T answer() {
        return requests.poll();
    }

    /**
     * Removes a request if it was not answered, after its bootstrap has ended.
     *
     * @param nanos time of the bootstrap
     */
    void end(T request, long nanos) {
        requests.remove(request);
        benefit.measured(true, nanos);
    }

    /** Ends a bootstrap without a request, for which the exchange was open. */
    void endAlone(long nanos) {
        benefit.measured(false, nanos);
    }
}
