package org.fhevm.coprocessor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.tfhe.operation.FheType;
import org.jooq.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random graphs in random slices, taken by several workers with claims of different sizes: each row ends as the model
 * says, whichever slice was sent first and whichever worker took it. {@code -Dcoprocessor.test.seed} repeats a run.
 */
@EmbeddedDatabase
class RandomGraphsTest {
    private static final long SEED = Long.getLong("coprocessor.test.seed", System.nanoTime());

    private final Database database;
    private final QueueFixture queue;
    private final TestWorkers workers;
    private final Map<String, RandomGraph> sent = new LinkedHashMap<>();
    private TenantId tenant;

    RandomGraphsTest(Database database) {
        this.database = database;
        this.queue = new QueueFixture(database);
        this.workers = new TestWorkers(database);
    }

    @BeforeEach
    void start() throws Exception {
        System.out.println("random graphs with -Dcoprocessor.test.seed=" + SEED);
        queue.clear();
        tenant = queue.addTenant();
        for (int batchSize : List.of(1, 3, 10)) {
            workers.start(TestWorkers.config()
                    .withPollingInterval(Duration.ofMillis(20))
                    .withBatchSize(batchSize));
        }
    }

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void endAsTheModelSays() {
        run(20);
    }

    @Test
    @Tag("slow")
    void manyEndAsTheModelSays() {
        run(600);
    }

    private void run(int graphs) {
        for (int number = 0; number < graphs; number++) {
            Random random = new Random(SEED + number);
            String prefix = number + "_";
            RandomGraph graph = RandomGraph.of(random, prefix, random.nextBoolean());
            send(graph, random);
            sent.put(prefix, graph);
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(10))
                    .untilAsserted(() -> check(prefix, graph));
        }
        // Rows that wait forever are unchanged, too.
        sent.forEach(this::check);
    }

    private void send(RandomGraph graph, Random random) {
        graph.stored().forEach((name, value) -> queue.store(tenant, name, FheType.UINT64, value));
        List<RandomGraph.Row> rows = graph.rows();
        int lateAfter = random.nextInt(rows.size());
        for (int from = 0; from < rows.size(); ) {
            int to = Math.min(rows.size(), from + 1 + random.nextInt(6));
            TypedComputation[] slice = rows.subList(from, to).stream()
                    .map(RandomGraph.Row::computation)
                    // One statement takes a name once; the later slices hold the rest.
                    .collect(java.util.stream.Collectors.toMap(
                            TypedComputation::output, row -> row, (first, second) -> first, LinkedHashMap::new))
                    .values()
                    .toArray(TypedComputation[]::new);
            if (random.nextBoolean()) {
                queue.submit(tenant, slice);
            } else {
                queue.submitSilently(tenant, slice);
            }
            if (from <= lateAfter && lateAfter < to) {
                graph.late().forEach((name, value) -> queue.store(tenant, name, FheType.UINT64, value));
            }
            from = to;
        }
    }

    private void check(String prefix, RandomGraph graph) {
        RandomGraph.Outcome expected = graph.outcome();
        for (RandomGraph.Row row : graph.rows()) {
            String name = row.output();
            Record found = queue.row(tenant, name);
            String description = "row %s of %s with -Dcoprocessor.test.seed=%d".formatted(name, graph, SEED);
            assertThat(found.get(COMPUTATIONS.IS_COMPLETED))
                    .as("completed: " + description)
                    .isEqualTo(expected.values().containsKey(name));
            assertThat(found.get(COMPUTATIONS.IS_ERROR))
                    .as("failed: " + description)
                    .isEqualTo(expected.failed().contains(name));
            if (expected.values().containsKey(name)) {
                assertThat(queue.value(tenant, name))
                        .as(description)
                        .contains(expected.values().get(name));
            } else {
                assertThat(queue.value(tenant, name)).as(description).isEmpty();
            }
            if (expected.failed().contains(name)) {
                checkCause(graph, expected, found, name, description);
            }
        }
    }

    /** A row behind several failures names one of them. */
    private static void checkCause(
            RandomGraph graph, RandomGraph.Outcome expected, Record found, String name, String description) {
        byte[] root = found.get(COMPUTATIONS.ERROR_ROOT);
        String message = found.get(COMPUTATIONS.ERROR_MESSAGE);
        if (root == null) {
            assertThat(expected.failedByThemselves()).as(description).contains(name);
            assertThat(message).as(description).matches(".*(divide by 0|circular dependency).*");
        } else {
            String cause = QueueFixture.name(Handle.of(root));
            assertThat(expected.failedByThemselves()).as(description).contains(cause);
            assertThat(graph.isBehind(name, cause)).as(description).isTrue();
            assertThat(message).as(description).contains(", which failed: ");
        }
    }
}
