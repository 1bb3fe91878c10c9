package org.fhevm.coprocessor.worker.blocked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.worker.QueueFixture.add;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.coprocessor.worker.claim.Claim;
import org.fhevm.coprocessor.worker.claim.Claimer;
import org.fhevm.coprocessor.worker.lease.WorkerSession;
import org.fhevm.coprocessor.worker.queue.FailureMarks;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class CircularDependenciesTest {
    private static final TenantId ONE = new TenantId(1);
    private static final TenantId TWO = new TenantId(2);
    private static final Pattern NAME = Pattern.compile("0x([0-9a-f]+)");

    private final Database database;
    private final QueueFixture queue;
    private final BlockedMarks marks;
    private final BlockedScan scan;

    CircularDependenciesTest(Database database) {
        this.database = database;
        this.queue = new QueueFixture(database);
        this.marks = new BlockedMarks(database);
        this.scan = new BlockedScan(database, marks);
    }

    @BeforeEach
    void storeTheFirstInput() {
        queue.clear();
        queue.store(ONE, "a", FheType.UINT64, 5);
        queue.store(TWO, "a", FheType.UINT64, 5);
    }

    @Test
    void areNamedOnEachRowOfTheCircle() {
        queue.submit(ONE, add("b", "d", "a"), add("c", "b", "a"), add("d", "a", "c"));
        claimAll();

        assertThat(scan()).hasSize(3);

        assertThat(queue.error(ONE, "b"))
                .contains(
                        "has circular dependency and is uncomputable: 0x62 needs 0x64, which needs 0x63, which needs 0x62");
        assertThat(queue.error(ONE, "c").orElseThrow()).contains(": 0x63 needs 0x62, which needs 0x64");
        assertThat(queue.error(ONE, "d").orElseThrow()).contains(": 0x64 needs 0x63, which needs 0x62");
    }

    @Test
    void areNamedAsAWholeUpToFourRows() {
        queue.submit(ONE, add("b", "c", "a"), add("c", "d", "a"), add("d", "e", "a"), add("e", "b", "a"));
        queue.submit(
                TWO,
                add("b", "c", "a"),
                add("c", "d", "a"),
                add("d", "e", "a"),
                add("e", "f", "a"),
                add("f", "b", "a"));
        claimAll();

        assertThat(scan()).hasSize(4);
        assertThat(scan()).as("a step follows one circle").hasSize(5);

        String named = ": 0x62 needs 0x63, which needs 0x64, which needs 0x65, which needs ";
        assertThat(queue.error(ONE, "b").orElseThrow()).endsWith(named + "0x62");
        assertThat(queue.error(TWO, "b").orElseThrow()).endsWith(named + "0x66 and so on, 5 in all");
        assertThat(queue.error(TWO, "e").orElseThrow())
                .endsWith(
                        ": 0x65 needs 0x66, which needs 0x62, which needs 0x63, which needs 0x64 and so on, 5 in all");
    }

    @Test
    void includeAComputationThatNeedsItself() {
        queue.submit(ONE, add("b", "a", "b"));
        claimAll();

        scan();

        assertThat(queue.error(ONE, "b")).contains("has circular dependency and is uncomputable: 0x62 needs 0x62");
    }

    @Test
    void takeAlongThoseWhoDependOnThem() {
        queue.submit(ONE, add("b", "c", "a"), add("c", "b", "a"), add("d", "c", "a"), add("e", "d", "a"));
        claimAll();

        scan();
        claimAll();

        assertThat(queue.error(ONE, "d").orElseThrow())
                .startsWith(
                        "depends on 0x63, which failed: has circular dependency and is uncomputable: 0x63 needs 0x62");
        assertThat(queue.error(ONE, "e").orElseThrow()).startsWith("depends on 0x63, which failed: ");
    }

    @Test
    void areNotSeenInAChainWhoseFirstInputHasNotArrived() {
        queue.submit(ONE, add("b", "late", "a"), add("c", "b", "a"), add("d", "c", "b"));
        // The same names round a circle, but another tenant's.
        queue.submit(TWO, add("late", "d", "a"));
        claimAll();

        assertThat(scan()).isEmpty();
        assertThat(queue.waiting()).hasSize(4);

        queue.store(ONE, "late", FheType.UINT64, 1);
        assertThat(marks.remove(scan.step().arrived())).isEqualTo(1);
        assertThat(claimAll()).isEqualTo(3);
    }

    @Test
    void areFoundWhenWhateverElseTheyLackHasArrived() {
        queue.submit(ONE, add("b", "c", "late"), add("c", "b", "a"));
        claimAll();
        scan();
        claimAll();

        queue.store(ONE, "late", FheType.UINT64, 1);
        scan();
        claimAll();
        scan();

        assertThat(queue.error(ONE, "b").orElseThrow()).contains("circular");
        assertThat(queue.error(ONE, "c").orElseThrow()).contains("circular");
    }

    @Test
    void endWhenAResultOfTheirsIsStored() {
        queue.submit(ONE, add("b", "c", "a"), add("c", "b", "a"));
        claimAll();
        queue.store(ONE, "c", FheType.UINT64, 1);

        assertThat(scan()).isEmpty();

        assertThat(claimAll()).as("the one whose result is not stored").isEqualTo(1);
        assertThat(queue.isCompleted(ONE, "c")).isTrue();
    }

    @Test
    void areFoundHoweverLongTheChainsThatLeadToThem() {
        List<TypedComputation> rows = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            rows.add(add("r%04d".formatted(i), "r%04d".formatted((i + 1) % 3000), "a"));
            rows.add(add("z%04d".formatted(i), "z%04d".formatted(i + 1), "a"));
        }
        queue.submit(ONE, rows.toArray(TypedComputation[]::new));
        claimAll();
        assertThat(queue.waiting()).hasSize(6000);

        int failed = 0;
        for (int step = 0; step < 40 && failed == 0; step++) {
            failed = scan().size();
        }

        assertThat(failed).isEqualTo(3000);
        assertThat(queue.error(ONE, "r0000").orElseThrow()).endsWith("and so on, 3000 in all");
        assertThat(queue.error(ONE, "z0000")).isEmpty();
    }

    @Test
    void areFoundHoweverLongTheyAre() {
        int rows = 2 * CircularDependencies.MOST_ROWS + 1;
        insertBlocked("c", "n % " + rows + " + 1", rows);
        // In the order of the queue, and waiting for an input that may still come.
        insertBlocked("z", "n - 1", rows);

        assertThat(scan()).as("one step follows fewer rows").isEmpty();
        int failed = 0;
        for (int step = 0; step < 60 && failed == 0; step++) {
            failed = scan().size();
        }

        assertThat(failed).isEqualTo(CircularDependencies.MOST_ROWS);
        assertThat(queue.waiting())
                .as("all others, except for the one that waits for a failed row")
                .hasSize(rows + rows - CircularDependencies.MOST_ROWS - 1);
        assertThat(database.dsl()
                        .select(COMPUTATIONS.ERROR_MESSAGE)
                        .from(COMPUTATIONS)
                        .where(COMPUTATIONS.IS_ERROR)
                        .fetch(COMPUTATIONS.ERROR_MESSAGE))
                .allSatisfy(message -> assertThat(message)
                        .startsWith("has circular dependency and is uncomputable: 0x63")
                        .endsWith(" and so on, " + rows + " in all")
                        .satisfies(text -> assertNamesFollowEachOther(text, rows)));

        assertThat(claim(claimer()).failed())
                .as("the row that needs the first of them; it wakes the next one")
                .singleElement()
                .satisfies(failure -> assertThat(failure.reason()).startsWith("depends on 0x63"));
        assertThat(claim(claimer()).failed()).hasSize(1);
    }

    /** Row n needs row n + 1, and the last one needs the first. */
    private static void assertNamesFollowEachOther(String message, int rows) {
        List<Integer> named = new ArrayList<>();
        for (Matcher name = NAME.matcher(message); name.find(); ) {
            String text = new String(HexFormat.of().parseHex(name.group(1)), StandardCharsets.US_ASCII);
            named.add(Integer.parseInt(text.substring(1)));
        }
        assertThat(named).hasSizeBetween(2, 5);
        for (int i = 1; i < named.size(); i++) {
            assertThat(named.get(i)).as(message).isEqualTo(named.get(i - 1) % rows + 1);
        }
    }

    /** Rows that are marked already: claims would take long to mark them. */
    private void insertBlocked(String prefix, String input, int rows) {
        database.dsl().execute("""
                insert into computations
                    (tenant_id, output_handle, dependencies, fhe_operation, is_scalar, output_type, waits_for)
                select 1, ('%1$s' || n)::bytea, array[('%1$s' || %2$s)::bytea, 'a'], 0, false, 5, ('%1$s' || %2$s)::bytea
                from generate_series(1, %3$d) as n
                """.formatted(prefix, input, rows));
    }

    @Test
    void areLeftForLaterWhileAReferenceWorkerHasARowLocked() throws Exception {
        queue.submit(ONE, add("b", "c", "a"), add("c", "b", "a"));
        claimAll();
        try (var reference = database.openDedicatedConnection()) {
            reference.setAutoCommit(false);
            reference.createStatement().execute("select * from computations where output_handle = 'b' for update");

            assertThat(scan()).isEmpty();
            reference.rollback();
        }
        assertThat(scan()).hasSize(2);
    }

    /** Claims until nothing is left, and returns the number of computations that could be computed. */
    private int claimAll() {
        Claimer claimer = claimer();
        int computable = 0;
        for (Claim claim = claim(claimer); claim.madeProgress(); claim = claim(claimer)) {
            computable += claim.computations().size();
        }
        return computable;
    }

    private Claimer claimer() {
        WorkerSession session = new WorkerSession(database, UUID.randomUUID(), "test", Duration.ofMinutes(5));
        session.renew();
        return new Claimer(new Transactions(database), session.id(), 5);
    }

    private Claim claim(Claimer claimer) {
        Claim claim = claimer.claim(200, Long.MAX_VALUE, key -> false, Set.of());
        marks.remove(claim.failed().stream().map(FailureMarks.Failure::output).toList());
        return claim;
    }

    /** One step of the scan, and what a worker does then; returns the computations found to depend on themselves. */
    private List<FailureMarks.Failure> scan() {
        BlockedScan.Step step = scan.step();
        marks.remove(step.arrived());
        marks.remove(step.failed().stream().map(FailureMarks.Failure::output).toList());
        return step.failed();
    }
}
