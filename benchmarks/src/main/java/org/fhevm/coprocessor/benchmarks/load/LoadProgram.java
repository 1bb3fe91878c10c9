package org.fhevm.coprocessor.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Runs loads on the server, or faults around it, and prints the measurements. It sends only to 127.0.0.1; loads are
 * bounded in number and in time. Ends with 1 if a goal is missed.
 */
public final class LoadProgram {
    private static final int CALLERS_THAT_COMPUTE = 4;
    private static final int CALLERS_THAT_READ = 8;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final double COMPUTATIONS_WANTED = 12_000;
    private static final double READS_WANTED = 1_500;
    private static final double MILLIS_WANTED = 150;
    private static final Duration BETWEEN_BATCHES = Duration.ofMillis(250);

    private final LoadSettings settings;
    private final LoadEnvironment environment;
    private boolean well = true;

    private LoadProgram(LoadSettings settings, LoadEnvironment environment) {
        this.settings = settings;
        this.environment = environment;
    }

    /** @param arguments as {@code benchmarks/load} explains them; the first is a folder for data and logs */
    public static void main(String... arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        LoadSettings settings = LoadSettings.parse(
                List.of(arguments).subList(1, arguments.length).toArray(String[]::new));
        Files.createDirectories(folder);
        if (settings.protection()) {
            System.exit(ProtectionCost.measure(folder, settings) ? 0 : 1);
        }
        boolean well;
        try (LoadEnvironment environment = new LoadEnvironment(folder, settings.serverOptions())) {
            LoadProgram program = new LoadProgram(settings, environment);
            well = settings.faults() ? new FaultRun(environment, folder).run() : program.measure();
            environment.troubles().forEach(line -> System.out.println("the server's log: " + line));
        }
        System.exit(well ? 0 : 1);
    }

    private boolean measure() throws Exception {
        Duration time = Duration.ofSeconds(settings.seconds());
        new RateLoad(environment).computationsPerSecond(CALLERS_THAT_COMPUTE, WARM_UP);
        new RateLoad(environment).readsPerSecond(CALLERS_THAT_READ, WARM_UP);
        measureComputations(time);
        measureReads(time);
        emptyQueue();
        environment.startWorker();
        measureLatency(time);
        observeSteadyLoad(Duration.ofMinutes(settings.minutes()));
        environment.stopWorker();
        crowd();
        return well;
    }

    private void measureComputations(Duration time) throws InterruptedException {
        RateLoad load = new RateLoad(environment);
        double rate = load.computationsPerSecond(CALLERS_THAT_COMPUTE, time);
        print(
                rate >= COMPUTATIONS_WANTED,
                "%,.0f computations accepted per second in batches of 700 (p50 %.0f ms, p99 %.0f ms)%s",
                rate,
                load.latencies().millis(0.5),
                load.latencies().millis(0.99),
                load.refusals());
    }

    private void measureReads(Duration time) throws InterruptedException {
        RateLoad load = new RateLoad(environment);
        double rate = load.readsPerSecond(CALLERS_THAT_READ, time);
        print(
                rate >= READS_WANTED,
                "%,.0f signed reads per second, one handle a call (p50 %.1f ms, p99 %.1f ms)%s",
                rate,
                load.latencies().millis(0.5),
                load.latencies().millis(0.99),
                load.refusals());
    }

    /** Removes the computations that were scheduled to measure the rate: they would take a worker minutes. */
    private void emptyQueue() {
        environment.database().dsl().execute("truncate computations");
        environment.database().dsl().execute("vacuum analyze computations");
    }

    private void measureLatency(Duration time) throws InterruptedException {
        RateLoad load = new RateLoad(environment);
        long scanned = environment.rowsReadByScans();
        load.computeEvery(BETWEEN_BATCHES, time);
        print(
                load.latencies().millis(0.99) <= MILLIS_WANTED,
                "batch of 700, four per second while a worker claims: p50 %.0f ms, p99 %.0f ms, %d batches; %,d rows read by scans%s",
                load.latencies().millis(0.5),
                load.latencies().millis(0.99),
                load.latencies().count(),
                environment.rowsReadByScans() - scanned,
                load.refusals());
    }

    /** Batches and reads at once; twelve samples, of which the last third must not lie above the first. */
    private void observeSteadyLoad(Duration time) throws Exception {
        List<ServerSample> samples = new ArrayList<>();
        Thread computing = Thread.ofPlatform()
                .start(() -> quietly(() -> new RateLoad(environment).computeEvery(BETWEEN_BATCHES, time)));
        Thread reading =
                Thread.ofPlatform().start(() -> quietly(() -> new RateLoad(environment).readsPerSecond(2, time)));
        for (int i = 0; i < 12; i++) {
            Thread.sleep(time.dividedBy(13).toMillis());
            samples.add(environment.sample());
        }
        computing.join();
        reading.join();
        print(
                isFlat(samples),
                "%d min of steady load, first third and last third at their lowest:%n  %s%n  %s",
                time.toMinutes(),
                lowest(samples.subList(0, 4)),
                lowest(samples.subList(8, 12)));
    }

    private static void quietly(Load load) {
        try {
            load.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isFlat(List<ServerSample> samples) {
        ServerSample first = lowest(samples.subList(0, 4));
        ServerSample last = lowest(samples.subList(8, 12));
        return last.heapBytes() <= first.heapBytes() + (8 << 20)
                && last.directBytes() <= first.directBytes() + (16 << 20)
                && last.residentBytes() <= first.residentBytes() + (64 << 20)
                && last.threads() <= first.threads() + 8
                && last.descriptors() <= first.descriptors() + 8;
    }

    /** The lowest value of each figure, so that short peaks do not count. */
    private static ServerSample lowest(List<ServerSample> samples) {
        return samples.stream()
                .reduce((a, b) -> new ServerSample(
                        Math.min(a.heapBytes(), b.heapBytes()),
                        Math.min(a.directBytes(), b.directBytes()),
                        Math.min(a.residentBytes(), b.residentBytes()),
                        Math.min(a.threads(), b.threads()),
                        Math.min(a.descriptors(), b.descriptors())))
                .orElseThrow();
    }

    private void crowd() throws Exception {
        int connections = settings.connections();
        long limit = descriptorLimit();
        if (limit < connections + 1_000) {
            connections = (int) Math.max(100, limit - 1_000);
            System.out.printf(
                    Locale.ROOT,
                    "only %,d connections: this shell allows %,d descriptors (ulimit -n)%n",
                    connections,
                    limit);
        }
        Crowd crowd = new Crowd(environment);
        print(true, "%s", crowd.idleConnections(connections));
        print(true, "%s", crowd.callsAtOnce(settings.connections()));
        print(environment.serverIsAlive(), "the server lives; %s", environment.sample());
    }

    private static long descriptorLimit() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/limits"))) {
            return lines.filter(line -> line.startsWith("Max open files"))
                    .mapToLong(line -> Long.parseLong(line.split(" +")[3]))
                    .findFirst()
                    .orElse(1_024);
        }
    }

    private void print(boolean holds, String format, Object... values) {
        well &= holds;
        System.out.println(String.format(Locale.ROOT, format, values) + (holds ? "" : "  <-- not what is wanted"));
    }

    private interface Load {
        void run() throws InterruptedException;
    }
}
