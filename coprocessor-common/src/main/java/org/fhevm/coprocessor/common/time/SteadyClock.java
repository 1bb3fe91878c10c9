package org.fhevm.coprocessor.common.time;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A clock for measuring how long something takes or is left: it starts with the time of day, and from then on only counts
 * what has passed. A time of day that is corrected, by hand or by the network, would make a silence look long and a wait
 * endless. What it shows drifts away from the time of day, so it is not for telling anybody when something happened.
 */
public final class SteadyClock extends Clock {
    private final Instant start;
    private final long startNanos;
    private final LongSupplier nanos;
    private final ZoneId zone;

    SteadyClock(Instant start, LongSupplier nanos) {
        this(start, nanos.getAsLong(), nanos, ZoneOffset.UTC);
    }

    private SteadyClock(Instant start, long startNanos, LongSupplier nanos, ZoneId zone) {
        this.start = start;
        this.startNanos = startNanos;
        this.nanos = nanos;
        this.zone = zone;
    }

    /** A clock that starts now. */
    public static SteadyClock start() {
        return new SteadyClock(Clock.systemUTC().instant(), System::nanoTime);
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos.getAsLong() - startNanos);
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new SteadyClock(start, startNanos, nanos, other);
    }
}
