package org.fhevm.coprocessor.benchmarks.load;

import io.grpc.StatusRuntimeException;
import io.grpc.fhevmcoprocessor.AsyncComputeRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jooq.impl.DSL;

/**
 * Causes faults while requests are sent without a break. After each fault the server must serve calls within seconds.
 * At the end each accepted request must be stored as a whole, and each other one as a whole or not at all.
 */
final class FaultRun {
    private static final Duration RECOVERY = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN = Duration.ofSeconds(2);
    private static final Duration CALL_TIME = Duration.ofSeconds(20);
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final int COMPUTATIONS = 50;
    private static final int MAXIMUM_REQUESTS = 50_000;

    private final LoadEnvironment environment;
    private final Path folder;
    private final Map<Long, Boolean> accepted = new ConcurrentHashMap<>();
    private final AtomicBoolean ending = new AtomicBoolean();

    FaultRun(LoadEnvironment environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    /** @return whether all was well */
    boolean run() throws Exception {
        boolean well = true;
        environment.startWorker();
        warmUp();
        Path smallDisk = folder.resolve("small-disk");
        DatabaseFaults ofDatabase = new DatabaseFaults(environment);
        Thread sender = Thread.ofPlatform().start(this::send);
        try {
            List<Fault> faults = new ArrayList<>(ofDatabase.all());
            Optional<Fault> fullDisk = ofDatabase.fullDisk(smallDisk);
            fullDisk.ifPresent(faults::add);
            faults.addAll(new CallerFaults(environment).all());
            for (Fault fault : faults) {
                well &= survives(fault);
                Thread.sleep(BETWEEN.toMillis());
            }
        } finally {
            ending.set(true);
            sender.join();
            ofDatabase.removeFullDisk(smallDisk);
        }
        return nothingIsPartlyWritten() && well;
    }

    /** Warms up: a server that compiles its code meanwhile would recover more slowly. */
    private void warmUp() throws InterruptedException {
        new RateLoad(environment).computeEvery(Duration.ofMillis(100), WARM_UP);
        new RateLoad(environment).readsPerSecond(2, WARM_UP);
    }

    private boolean survives(Fault fault) throws Exception {
        long refusedBefore = refused();
        fault.event().happen();
        long began = System.nanoTime();
        long end = began + PATIENCE.toNanos();
        while (!isServed() && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        boolean well = seconds <= RECOVERY.toSeconds() && environment.serverIsAlive();
        System.out.println(String.format(
                Locale.ROOT,
                "%s: served again after %.2f s, %d requests refused meanwhile%s",
                fault.name(),
                seconds,
                refused() - refusedBefore,
                well ? "" : "  <-- too late"));
        return well;
    }

    private long refused() {
        return accepted.values().stream().filter(answer -> !answer).count();
    }

    /** Makes a read and a write over a new connection. */
    private boolean isServed() {
        try (LoadClient client = new LoadClient(environment)) {
            client.within(Duration.ofSeconds(1)).getCiphertexts(LoadClient.read(1));
            long batch = LoadClient.nextBatch();
            client.within(Duration.ofSeconds(1)).asyncCompute(LoadClient.compute(batch, 1, 0));
            return true;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    private void send() {
        try (LoadClient client = new LoadClient(environment)) {
            while (!ending.get() && accepted.size() < MAXIMUM_REQUESTS) {
                long batch = LoadClient.nextBatch();
                try {
                    client.within(CALL_TIME).asyncCompute(LoadClient.compute(batch, COMPUTATIONS, 0));
                    accepted.put(batch, true);
                } catch (StatusRuntimeException e) {
                    accepted.put(batch, false);
                }
            }
        }
    }

    private boolean nothingIsPartlyWritten() {
        Map<String, Long> found = accepted.entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> outcome(entry.getValue(), rows(entry.getKey())), Collectors.counting()));
        System.out.println("requests in the end: " + found);
        return found.keySet().stream().noneMatch(outcome -> outcome.contains("!"));
    }

    private static String outcome(boolean wasAccepted, int rows) {
        if (rows == COMPUTATIONS) {
            return wasAccepted ? "accepted" : "in doubt and written";
        }
        return rows == 0 && !wasAccepted
                ? "refused"
                : "! " + (wasAccepted ? "accepted" : "refused") + " with " + rows + " rows";
    }

    private int rows(long batch) {
        AsyncComputeRequest request = LoadClient.compute(batch, COMPUTATIONS, 0);
        String handles = request.getComputationsList().stream()
                .map(computation -> "\"\\\\x"
                        + HexFormat.of().formatHex(computation.getOutputHandle().toByteArray()) + "\"")
                .collect(Collectors.joining(",", "{", "}"));
        return environment
                .database()
                .dsl()
                .fetchSingle(
                        "select count(*)::int from computations where output_handle = any (select unnest({0}::bytea[]))",
                        DSL.val(handles))
                .get(0, Integer.class);
    }
}
