package org.fhevm.coprocessor.worker.execute;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.executor.SimulatedPool;

/**
 * How long calls take on a worker that others keep busy: a simulation in virtual time, of two threads, with the
 * worker's own decisions. Nothing is encrypted or stored. The results are the same on every machine and in every run.
 */
public final class SharesBenchmark {
    private static final TenantId ONE = new TenantId(1);
    private static final TenantId TWO = new TenantId(2);
    private static final TenantId NEWCOMER = new TenantId(100);
    private static final int PROBES = 200;
    private static final double FIRST_PROBE = 20_000;
    /** Apart by no multiple of the length of a batch. */
    private static final double BETWEEN_PROBES = 137.3;

    private SharesBenchmark() {}

    /** Prints two tables. */
    public static void main(String[] args) {
        System.out.printf("A full batch takes %.0f ms; times in seconds.%n%n", SimulatedPool.fullBatchMillis());
        System.out.printf("%d runs, each with one measured transfer%n%n", PROBES);
        System.out.println("| transfer of | while | to the claim, worst | then to a bootstrap, 95 % | worst | all,"
                + " median | 95 % | worst |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        probe("a third tenant", "two have 100 transfers each", NEWCOMER, 2, 100, SimulatedCall::transfer);
        probe("one of the two", "two have 100 transfers each", ONE, 2, 100, SimulatedCall::transfer);
        probe("a third tenant", "two have 100 divisions each", NEWCOMER, 2, 100, SimulatedCall::division);
        probe("one of the two", "two have 12 divisions each", ONE, 2, 12, SimulatedCall::division);
        probe("a new tenant", "20 have 20 divisions each", NEWCOMER, 20, 20, SimulatedCall::division);
        System.out.println();
        System.out.println(
                "| queued by each of two tenants | transfers, median | 95 % | divisions, median | worst | all"
                        + " | bootstraps in a batch |");
        System.out.println("|---|---|---|---|---|---|---|");
        mixed("100 transfers", 0);
        mixed("10 divisions, then 100 transfers", 10);
        mixed("24 divisions, then 100 transfers", 24);
    }

    private static void probe(
            String caller,
            String load,
            TenantId tenant,
            int tenants,
            int queued,
            BiFunction<TenantId, Integer, SimulatedCall> call) {
        List<CallTimes> probes = new ArrayList<>();
        for (int probe = 0; probe < PROBES; probe++) {
            SimulatedWorker worker = new SimulatedWorker();
            for (int other = 1; other <= tenants; other++) {
                for (int i = 0; i < queued; i++) {
                    worker.submit(0, call.apply(new TenantId(other), i));
                }
            }
            probes.add(worker.submit(
                    FIRST_PROBE + probe * BETWEEN_PROBES, SimulatedCall.transfer(tenant, Integer.MAX_VALUE)));
            worker.run();
        }
        List<Double> all = probes.stream().map(CallTimes::all).toList();
        List<Double> toBootstrap =
                probes.stream().map(CallTimes::untilFirstBootstrap).toList();
        row(
                caller,
                load,
                seconds(probes.stream().map(CallTimes::untilClaim).toList(), 1),
                seconds(toBootstrap, 0.95),
                seconds(toBootstrap, 1),
                seconds(all, 0.5),
                seconds(all, 0.95),
                seconds(all, 1));
    }

    private static void mixed(String what, int count) {
        SimulatedWorker worker = new SimulatedWorker();
        List<CallTimes> transfers = new ArrayList<>();
        List<CallTimes> divisions = new ArrayList<>();
        for (TenantId tenant : List.of(ONE, TWO)) {
            for (int i = 0; i < count; i++) {
                divisions.add(worker.submit(0, SimulatedCall.division(tenant, i)));
            }
            for (int i = 0; i < 100; i++) {
                transfers.add(worker.submit(0, SimulatedCall.transfer(tenant, i)));
            }
        }
        worker.run();
        List<Double> transferTimes = transfers.stream().map(CallTimes::all).toList();
        List<Double> divisionTimes = divisions.stream().map(CallTimes::all).toList();
        row(
                what,
                seconds(transferTimes, 0.5),
                seconds(transferTimes, 0.95),
                seconds(divisionTimes, 0.5),
                seconds(divisionTimes, 1),
                String.format(Locale.ROOT, "%.1f", worker.now() / 1000),
                String.format(Locale.ROOT, "%.1f", worker.pool().meanBatch()));
    }

    private static void row(String... cells) {
        System.out.println("| " + String.join(" | ", cells) + " |");
    }

    /** Seconds within which this part of the times lies; a dash if there are none. */
    private static String seconds(List<Double> millis, double part) {
        if (millis.isEmpty()) {
            return "–";
        }
        List<Double> sorted = millis.stream().sorted().toList();
        int index = (int) Math.ceil(part * sorted.size()) - 1;
        return String.format(Locale.ROOT, "%.2f", sorted.get(index) / 1000);
    }
}
