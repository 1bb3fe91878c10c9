package org.fhevm.coprocessor.cli.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.tfhe.executor.BootstrapCounter;

/** Times a workload alone: one run after the other for the duration of a measurement, and at least one run. */
final class Stopwatch {
    private static final double NANOS_PER_MILLISECOND = 1e6;

    /** A first run that takes this many times the duration of a measurement is not repeated. */
    private static final int TOO_LONG_TO_REPEAT = 4;

    private final Duration measure;
    private final BootstrapCounter counter;
    private final MonotonicClock clock;

    /** @param counter counts all timed computations */
    Stopwatch(Duration measure, BootstrapCounter counter, MonotonicClock clock) {
        this.measure = measure;
        this.counter = counter;
        this.clock = clock;
    }

    <T> Timing time(Workload<T> workload) throws Exception {
        return series(workload).timing();
    }

    /** A workload that has been measured once and can be measured again. */
    <T> Series<T> series(Workload<T> workload) throws Exception {
        Series<T> series = new Series<>(workload);
        series.measure();
        return series;
    }

    /** A single run, without a warm-up. */
    <T> Timing once(Workload<T> workload) throws Exception {
        Run run = run(workload);
        return timing(workload, run, List.of(run.nanos()));
    }

    private static Timing timing(Workload<?> workload, Run counted, List<Long> nanos) {
        List<Long> sorted = nanos.stream().sorted().toList();
        double parts = workload.parts();
        return new Timing(
                sorted.size(),
                sorted.getFirst() / NANOS_PER_MILLISECOND / parts,
                sorted.get(sorted.size() / 2) / NANOS_PER_MILLISECOND / parts,
                counted.bootstraps() / parts,
                counted.rounds());
    }

    /** Checks the results after the measurements: a check may compute, too. */
    private <T> Run run(Workload<T> workload) throws Exception {
        long bootstraps = counter.bootstraps();
        long rounds = counter.rounds();
        Duration start = clock.now();
        T result = workload.run();
        long nanos = clock.now().minus(start).toNanos();
        Run run = new Run(nanos, counter.bootstraps() - bootstraps, workload.rounds(result, counter.rounds() - rounds));
        workload.check(result);
        return run;
    }

    /**
     * A workload that is measured several times during a run, because shared machines are faster in one minute and
     * slower in the next.
     */
    final class Series<T> {
        private final Workload<T> workload;
        private final List<Long> nanos = new ArrayList<>();
        private Run last = new Run(0, 0, 0);

        private Series(Workload<T> workload) {
            this.workload = workload;
        }

        String name() {
            return workload.name();
        }

        /** The first run is a warm-up, and counts only if there is no time for another. */
        void measure() throws Exception {
            Run first = run(workload);
            last = first;
            if (first.nanos() >= TOO_LONG_TO_REPEAT * measure.toNanos()) {
                nanos.add(first.nanos());
                return;
            }
            long total = first.nanos();
            do {
                long time = run(workload).nanos();
                nanos.add(time);
                total += time;
            } while (total < measure.toNanos());
        }

        /** The figures over all its measurements. */
        Timing timing() {
            return Stopwatch.timing(workload, last, nanos);
        }
    }

    /** The figures of one run. */
    private record Run(long nanos, long bootstraps, long rounds) {}
}
