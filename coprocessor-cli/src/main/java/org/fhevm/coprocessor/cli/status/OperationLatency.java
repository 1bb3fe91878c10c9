package org.fhevm.coprocessor.cli.status;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long an operation takes, since the start of the process.
 *
 * @param name of the operation of a worker, or of the method of a server
 * @param count number of times that were measured
 * @param median half of the times are not longer; null if it is not known
 * @param high 95 % of the times are not longer; null if it is not known
 */
record OperationLatency(
        String name,
        long count,
        Duration mean,
        @Nullable Duration median,
        @Nullable Duration high) {
    /** Largest number of operations that are read; there are far fewer. */
    private static final int MOST_OPERATIONS = 100;

    /** The timer of computations in a worker, and its label. */
    private static final String COMPUTATIONS = "coprocessor_computation";

    private static final String OPERATION = "operation";

    /** The timer of calls in a server, and its label. */
    private static final String CALLS = "coprocessor_call_duration";

    private static final String METHOD = "method";

    /** The computations of this process's worker by operation, the most frequent first. */
    static List<OperationLatency> ofComputations(MeterRegistry registry) {
        return of(registry.find(COMPUTATIONS).timers(), OPERATION);
    }

    /** The calls of this process's server by method, the most frequent first. */
    static List<OperationLatency> ofCalls(MeterRegistry registry) {
        return of(registry.find(CALLS).timers(), METHOD);
    }

    /** Timers with the same value of the label are taken together; they have the same buckets. */
    private static List<OperationLatency> of(Collection<Timer> timers, String label) {
        Map<String, List<Timer>> byName = new TreeMap<>();
        for (Timer timer : timers) {
            if (timer.count() > 0) {
                byName.computeIfAbsent(
                                Objects.requireNonNullElse(timer.getId().getTag(label), "?"), name -> new ArrayList<>())
                        .add(timer);
            }
        }
        return byName.entrySet().stream()
                .map(entry -> of(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(OperationLatency::count).reversed())
                .limit(MOST_OPERATIONS)
                .toList();
    }

    private static OperationLatency of(String name, List<Timer> timers) {
        long count = 0;
        double seconds = 0;
        SortedMap<Double, Double> buckets = new TreeMap<>();
        for (Timer timer : timers) {
            count += timer.count();
            seconds += timer.totalTime(TimeUnit.SECONDS);
            for (CountAtBucket bucket : timer.takeSnapshot().histogramCounts()) {
                buckets.merge(bucket.bucket(TimeUnit.SECONDS), bucket.count(), Double::sum);
            }
        }
        return new OperationLatency(
                name, count, duration(seconds / count), quantile(0.5, count, buckets), quantile(0.95, count, buckets));
    }

    /**
     * A quantile, by linear interpolation within its bucket, as Prometheus estimates it.
     *
     * @param buckets the number of times up to each bound, in seconds
     * @return null if there are no buckets, or if the quantile lies beyond all bounds
     */
    static @Nullable Duration quantile(double part, long count, SortedMap<Double, Double> buckets) {
        double rank = part * count;
        double lowerBound = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : buckets.entrySet()) {
            if (bucket.getValue() >= rank && !bucket.getKey().isInfinite()) {
                double within = bucket.getValue() - below;
                double share = within > 0 ? (rank - below) / within : 1;
                return duration(lowerBound + share * (bucket.getKey() - lowerBound));
            }
            lowerBound = bucket.getKey();
            below = bucket.getValue();
        }
        return null;
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
