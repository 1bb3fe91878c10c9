package org.fhevm.coprocessor.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToDoubleFunction;
import org.fhevm.coprocessor.cli.testing.RunningCoprocessor;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker at full load for {@code -Dsoak.minutes}, 2 by default: its memory, the latency of computations and the dead
 * rows of the queue do not grow.
 */
@EmbeddedDatabase
@Tag("soak")
class SoakTest {
    private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("soak.minutes", 2));
    private static final int LOOKS = 24;
    /** Number of first samples that do not count: code is compiled, caches fill. */
    private static final int WARM_UP = LOOKS / 4;

    private static final int BACKLOG = 400;
    private static final int CHECKED = 2000;
    /** Factor by which the last samples may exceed the first ones after the warm-up. */
    private static final double FLAT = 1.3;

    private final AtomicBoolean ending = new AtomicBoolean();

    /**
     * One sample.
     *
     * @param megabytes resident memory of the worker
     * @param latency of the slowest in twenty of the computations completed since the last sample, in seconds
     * @param deadPart dead rows of the queue for each live one
     */
    private record Look(int completed, double megabytes, double latency, double deadPart) {}

    @Test
    void memoryLatencyAndTablesStayAsTheyAre(TestServer server, @TempDir Path folder) throws Exception {
        RunningCoprocessor coprocessor = RunningCoprocessor.startServer(server);
        try (ScenarioClient client = new ScenarioClient(coprocessor, folder);
                QueueView queue = new QueueView(coprocessor.databaseUrl());
                WorkerProcess worker = WorkerProcess.start(
                        coprocessor.databaseUrl(), Duration.ofSeconds(30), folder.resolve("worker.log"))) {
            RandomGraphs graphs = new RandomGraphs(9, client::newHandle);
            Thread submitting = Thread.startVirtualThread(() -> submit(client, graphs, queue));
            List<Look> looks = new ArrayList<>();
            for (int i = 0; i < LOOKS; i++) {
                Thread.sleep(LENGTH.dividedBy(LOOKS));
                looks.add(look(queue, worker));
                System.out.println("soak: " + looks.getLast());
            }
            ending.set(true);
            submitting.join();
            checkValues(client, graphs);
            checkFlat("resident megabytes", looks, Look::megabytes, 0);
            checkFlat("latency", looks, Look::latency, 0.5);
            checkFlat("dead rows", looks, Look::deadPart, 0.1);
        }
    }

    private void submit(ScenarioClient client, RandomGraphs graphs, QueueView queue) {
        while (!ending.get()) {
            RandomGraphs.Request request = graphs.next();
            client.trivialEncrypt(request.inputs());
            client.compute(request.computations());
            await().atMost(LENGTH).until(() -> queue.pending() <= BACKLOG || ending.get());
        }
    }

    private static Look look(QueueView queue, WorkerProcess worker) throws IOException {
        double latency = queue.number("""
                select coalesce(percentile_cont(0.95) within group
                    (order by extract(epoch from completed_at - created_at)), 0) * 1000
                from (select * from computations where is_completed order by completed_at desc limit 1000) as latest
                """) / 1000.0;
        double deadPercent = queue.number("""
                select coalesce(100 * n_dead_tup / greatest(n_live_tup, 1), 0)
                from pg_stat_user_tables where relname = 'computations'
                """);
        return new Look(queue.completed(), residentMegabytes(worker), latency, deadPercent / 100);
    }

    private static double residentMegabytes(WorkerProcess worker) throws IOException {
        String line = Files.readAllLines(Path.of("/proc" + worker.nameEnding(), "status")).stream()
                .filter(text -> text.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
    }

    private static void checkValues(ScenarioClient client, RandomGraphs graphs) throws Exception {
        List<ByteString> handles = List.copyOf(graphs.values().keySet());
        List<ByteString> latest = handles.subList(Math.max(0, handles.size() - CHECKED), handles.size());
        List<ScenarioClient.Result> results = client.results(latest);
        for (int i = 0; i < latest.size(); i++) {
            assertThat(results.get(i).value()).isEqualTo(graphs.values().get(latest.get(i)));
        }
    }

    /** @param slack difference that is allowed in any case */
    private static void checkFlat(String what, List<Look> looks, ToDoubleFunction<Look> figure, double slack) {
        int half = (LOOKS - WARM_UP) / 2;
        double before = looks.subList(WARM_UP, WARM_UP + half).stream()
                .mapToDouble(figure)
                .max()
                .orElseThrow();
        double after = looks.subList(LOOKS - half, LOOKS).stream()
                .mapToDouble(figure)
                .max()
                .orElseThrow();
        assertThat(after).as("%s, at most %.2f before", what, before).isLessThanOrEqualTo(FLAT * before + slack);
    }
}
