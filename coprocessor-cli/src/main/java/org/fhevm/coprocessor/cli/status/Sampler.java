package org.fhevm.coprocessor.cli.status;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.worker.claim.QueueDepth;

/** Adds samples to a history. */
final class Sampler {
    /** Time between samples. */
    static final Duration PERIOD = Duration.ofSeconds(5);

    private static final List<LegacyCounter> CALLS = List.of(
            LegacyCounter.ASYNC_COMPUTE_COUNT,
            LegacyCounter.UPLOAD_INPUTS_COUNT,
            LegacyCounter.GET_CIPHERTEXTS_COUNT,
            LegacyCounter.TRIVIAL_ENCRYPT_COUNT);

    private final History history;
    private final Metrics metrics;
    private final Supplier<Optional<QueueDepth>> depth;
    private final MonotonicClock clock;
    private final InstantSource wallClock;
    private Counts last;

    /**
     * Begins the time of the first sample.
     *
     * @param depth the queue at this moment; empty if the database does not tell
     * @param clock measures the time between samples
     * @param wallClock dates samples
     */
    Sampler(
            History history,
            Metrics metrics,
            Supplier<Optional<QueueDepth>> depth,
            MonotonicClock clock,
            InstantSource wallClock) {
        this.history = history;
        this.metrics = metrics;
        this.depth = depth;
        this.clock = clock;
        this.wallClock = wallClock;
        this.last = counts();
    }

    /** Takes one sample. Not thread-safe. */
    void sample() {
        Optional<QueueDepth> queue = depth.get();
        Counts now = counts();
        double seconds = now.at.minus(last.at).toNanos() / 1e9;
        if (seconds > 0) {
            history.add(new Sample(
                    wallClock.instant(),
                    queue.map(found -> new Sample.Backlog(found.claimable(), found.waiting()))
                            .orElse(null),
                    (now.results - last.results) / seconds,
                    (now.failures - last.failures) / seconds,
                    (now.calls - last.calls) / seconds));
            last = now;
        }
    }

    private Counts counts() {
        return new Counts(
                clock.now(),
                metrics.value(LegacyCounter.WORK_ITEMS_PROCESSED),
                metrics.value(LegacyCounter.WORK_ITEMS_ERRORS),
                CALLS.stream().mapToLong(metrics::value).sum());
    }

    private record Counts(Duration at, long results, long failures, long calls) {}
}
