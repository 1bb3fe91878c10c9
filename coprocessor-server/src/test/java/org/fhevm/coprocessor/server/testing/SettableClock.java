package org.fhevm.coprocessor.server.testing;

import java.time.Duration;
import org.fhevm.coprocessor.common.time.MonotonicClock;

/** A clock that stands still until it is moved. */
public final class SettableClock implements MonotonicClock {

    private volatile Duration now = Duration.ofDays(1);

    public void advance(Duration duration) {
        now = now.plus(duration);
    }

    @Override
    public Duration now() {
        return now;
    }
}
