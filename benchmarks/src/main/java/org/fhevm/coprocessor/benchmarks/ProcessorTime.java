package org.fhevm.coprocessor.benchmarks;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/** Processor time of this process and of the database. On a machine that others use too it says more than the clock. */
public record ProcessorTime(ProcessHandle postmaster, Duration own, Duration database) {
    static ProcessorTime now(ProcessHandle postmaster) {
        return new ProcessorTime(postmaster, used(ProcessHandle.current()), usedWithDescendants(postmaster));
    }

    /** What a process has used, and those that it has started and that still run. */
    public static Duration usedWithDescendants(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .map(ProcessorTime::used)
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Both parts since this measurement, as text. */
    String sinceThen() {
        ProcessorTime now = now(postmaster);
        return String.format(
                Locale.ROOT,
                "%.1f s in the worker, %.1f s in the database",
                now.own.minus(own).toMillis() / 1e3,
                now.database.minus(database).toMillis() / 1e3);
    }

    private static Duration used(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
