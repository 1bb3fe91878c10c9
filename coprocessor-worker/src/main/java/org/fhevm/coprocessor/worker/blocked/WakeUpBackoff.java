package org.fhevm.coprocessor.worker.blocked;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.retry.Backoff;
import org.fhevm.coprocessor.common.time.MonotonicClock;

/**
 * How long to wait before rows are woken for the same handle again. A handle arrives once, and one wake-up after that
 * finds all its rows except those being marked at that moment; rows that are marked again and again were woken in vain.
 * The first repetitions are free, the pauses before further ones double, and a handle is forgotten after a long enough
 * quiet time. So any state of the database wakes rows for a handle a few times, and then rarely. For one thread.
 */
final class WakeUpBackoff {
    /** Several claims may have been marking rows when the handle arrived. */
    static final int FREE = 3;

    static final Duration LONGEST = Duration.ofMinutes(1);

    /** Handles whose last wake-up is the oldest are forgotten first. */
    static final int MOST_HANDLES = 20_000;

    private static final Duration FORGOTTEN_AFTER = LONGEST.multipliedBy(3);

    private final MonotonicClock clock;
    private final Backoff pauses = new Backoff(Duration.ofMillis(200), LONGEST);
    private final LinkedHashMap<TenantHandle, History> histories = new LinkedHashMap<>();

    WakeUpBackoff(MonotonicClock clock) {
        this.clock = clock;
    }

    /**
     * Counts one more wake-up for this handle.
     *
     * @return the pause before it
     */
    Duration next(TenantHandle handle) {
        Duration now = clock.now();
        History before = histories.remove(handle);
        forgetTheQuiet(now);
        int wakeUps = before == null || isQuiet(before, now) ? 1 : before.wakeUps() + 1;
        Duration pause = wakeUps <= FREE ? Duration.ZERO : pauses.after(wakeUps - FREE);
        histories.put(handle, new History(wakeUps, now.plus(pause)));
        return pause;
    }

    private void forgetTheQuiet(Duration now) {
        Iterator<History> oldestFirst = histories.values().iterator();
        while (oldestFirst.hasNext()) {
            if (!isQuiet(oldestFirst.next(), now) && histories.size() < MOST_HANDLES) {
                return;
            }
            oldestFirst.remove();
        }
    }

    private static boolean isQuiet(History history, Duration now) {
        return history.last().plus(FORGOTTEN_AFTER).compareTo(now) < 0;
    }

    private record History(int wakeUps, Duration last) {}
}
