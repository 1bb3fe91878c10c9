package org.fhevm.coprocessor.cli.bench;

import java.io.PrintWriter;
import java.util.Locale;

/** Prints a report as a table. */
final class ReportTable {
    private static final String STEP = "%-52s %9s %9s %11s %9s%n";
    private static final String OPERATION = "%-16s %-10s %10s %7s %9s %9s %11s %9s%n";

    private static final String CONTRACT = "%-16s %12s %10s %7s %9s %9s %11s %9s%n";

    private final BenchReport report;
    private final PrintWriter out;

    ReportTable(BenchReport report, PrintWriter out) {
        this.report = report;
        this.out = out;
    }

    void print() {
        heading();
        out.printf(STEP, "", "alone,", "", "saturated,", "per");
        out.printf(STEP, "step", "minimum", "median", "each", "second");
        report.steps().forEach(this::print);
        out.println();
        if (!report.operations().isEmpty()) {
            out.printf(OPERATION, "", "", "", "", "alone,", "", "saturated,", "per");
            out.printf(OPERATION, "operation", "type", "bootstraps", "rounds", "minimum", "median", "each", "second");
            report.operations().forEach(this::print);
            out.println();
        }
        if (!report.contracts().isEmpty()) {
            out.printf(CONTRACT, "", "", "", "", "alone,", "", "saturated,", "per");
            out.printf(CONTRACT, "call", "computations", "bootstraps", "rounds", "minimum", "median", "each", "second");
            report.contracts().forEach(this::print);
            out.println();
        }
        out.println("alone: one at a time on an idle pool, which shortens rounds of several bootstraps but not their"
                + " number.");
        out.println("saturated: enough at once that all threads compute full batches. Every result was decrypted and"
                + " was right.");
        out.flush();
    }

    private void heading() {
        Machine machine = report.machine();
        out.println(report.version() + " on " + machine.processor() + ", " + machine.processors()
                + " processors for this JVM");
        out.println(machine.java() + ", heap of at most " + machine.heapMegabytes() + " MB, " + machine.system());
        out.println("numeric kernels: " + machine.kernels() + "; FHE threads: " + report.threads()
                + ", batches of at most " + report.batchLimit() + "; "
                + report.secondsPerMeasure() + " s per measure");
        BenchReport.Keys keys = report.keys();
        out.printf(
                Locale.ROOT,
                "key set: generated in %s, prepared in %s, %d MB in memory%n%n",
                Units.time(keys.generationMillis()),
                Units.time(keys.preparationMillis()),
                keys.sizeBytes() / 1_000_000);
    }

    private void print(BenchReport.Step step) {
        Throughput saturated = step.saturated();
        out.printf(
                STEP,
                step.name(),
                Units.time(step.alone().minimumMillis()),
                Units.time(step.alone().medianMillis()),
                saturated == null ? "" : Units.time(saturated.millisEach()),
                Units.rate(saturated == null ? 1000 / step.alone().medianMillis() : saturated.perSecond()));
    }

    private void print(BenchReport.Operation operation) {
        Timing alone = operation.alone();
        Throughput saturated = operation.saturated();
        out.printf(
                OPERATION,
                operation.operation(),
                operation.type(),
                Math.round(alone.bootstraps()),
                Math.round(alone.rounds()),
                Units.time(alone.minimumMillis()),
                Units.time(alone.medianMillis()),
                saturated == null ? "" : Units.time(saturated.millisEach()),
                saturated == null ? "" : Units.rate(saturated.perSecond()));
    }

    private void print(BenchReport.Contract contract) {
        Timing alone = contract.alone();
        out.printf(
                CONTRACT,
                contract.call(),
                contract.computations(),
                Math.round(alone.bootstraps()),
                Math.round(alone.rounds()),
                Units.time(alone.minimumMillis()),
                Units.time(alone.medianMillis()),
                Units.time(contract.saturated().millisEach()),
                Units.rate(contract.saturated().perSecond()));
    }
}
