package org.fhevm.tfhe.executor;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Requests of threads with a single bootstrap for the help of idle threads, and the pauses after requests that failed.
 *
 * <p>A helper that is too slow shows that the machine is busy with something else. Sharing is then suspended for 10 ms,
 * doubling after each further failure up to a second.
 *
 * <p>Mutable and not thread-safe: the lock of the pool guards it. Times are those of {@link System#nanoTime()}.
 *
 * @param <T> a request
 */
final class HelpExchange<T> {
    static final long SHORTEST_PAUSE_NANOS = 10_000_000;
    static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

    private final ArrayDeque<T> requests = new ArrayDeque<>();
    private long resumesAt;
    private long pause = SHORTEST_PAUSE_NANOS;

    /** @param now the current time */
    HelpExchange(long now) {
        resumesAt = now;
    }

    /** Whether one more request could be answered: an idle thread is left for it, and sharing is not suspended. */
    boolean isOpen(int idleThreads, long now) {
        return idleThreads > requests.size() && now - resumesAt >= 0;
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

    /** Removes a request if it was not answered, after its bootstrap has ended. */
    void end(T request, boolean wasShared, long now) {
        requests.remove(request);
        if (wasShared) {
            pause = SHORTEST_PAUSE_NANOS;
        } else {
            resumesAt = now + pause;
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
    }
}
