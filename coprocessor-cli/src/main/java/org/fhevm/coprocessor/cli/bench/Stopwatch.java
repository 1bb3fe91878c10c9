package org.fhevm.coprocessor.cli.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Times a workload alone: one after the other, for as long as a measure lasts, and once at least. */
final class Stopwatch {
    private static final double NANOS_PER_MILLISECOND = 1e6;

    /** A run that takes this many measures is not done twice. */
    private static final int TOO_LONG_TO_REPEAT = 4;

    private final Duration measure;
    private final CountingExecutor counter;

    /** @param counter through which everything that is timed computes */
    Stopwatch(Duration measure, CountingExecutor counter) {
        this.measure = measure;
        this.counter = counter;
    }

    /** The first run warms up, and counts only if there is no time for another. */
    <T> Timing time(Workload<T> workload) throws Exception {
        List<Long> nanos = new ArrayList<>();
        Run first = run(workload);
        if (first.nanos() >= TOO_LONG_TO_REPEAT * measure.toNanos()) {
            nanos.add(first.nanos());
        }
        for (long total = first.nanos(); nanos.isEmpty() || total < measure.toNanos(); ) {
            long time = run(workload).nanos();
            nanos.add(time);
            total += time;
        }
        return timing(workload, first, nanos);
    }

    /** A single run, without a warm-up. */
    <T> Timing once(Workload<T> workload) throws Exception {
        Run run = run(workload);
        return timing(workload, run, new ArrayList<>(List.of(run.nanos())));
    }

    private static Timing timing(Workload<?> workload, Run counted, List<Long> nanos) {
        Collections.sort(nanos);
        double parts = workload.parts();
        return new Timing(
                nanos.size(),
                nanos.getFirst() / NANOS_PER_MILLISECOND / parts,
                nanos.get(nanos.size() / 2) / NANOS_PER_MILLISECOND / parts,
                counted.bootstraps() / parts,
                counted.rounds());
    }

    /** What one run took. */
    private record Run(long nanos, long bootstraps, long rounds) {}

    /** Checks when everything is measured: a check may compute, too. */
    private <T> Run run(Workload<T> workload) throws Exception {
        long bootstraps = counter.bootstraps();
        long rounds = counter.rounds();
        long start = System.nanoTime();
        T result = workload.run();
        Run run = new Run(System.nanoTime() - start, counter.bootstraps() - bootstraps, counter.rounds() - rounds);
        workload.check(result);
        return run;
    }
}
