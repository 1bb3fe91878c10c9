package org.fhevm.coprocessor.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.database.generated.Tables.WORKERS;
import static org.fhevm.coprocessor.worker.QueueFixture.add;
import static org.fhevm.coprocessor.worker.QueueFixture.addScalar;
import static org.fhevm.coprocessor.worker.QueueFixture.binary;
import static org.fhevm.coprocessor.worker.QueueFixture.encrypt;
import static org.fhevm.coprocessor.worker.QueueFixture.handle;
import static org.fhevm.coprocessor.worker.QueueFixture.key;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.coprocessor.worker.blocked.BlockedMarks;
import org.fhevm.coprocessor.worker.blocked.BlockedScan;
import org.fhevm.coprocessor.worker.claim.TenantRoom.Allowance;
import org.fhevm.coprocessor.worker.lease.WorkerSession;
import org.fhevm.coprocessor.worker.queue.FailureMarks;
import org.fhevm.coprocessor.worker.queue.Lease;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.jooq.ExecuteListener;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class ClaimerTest {
    /** With fewer, a computation would be given up before it was computed alone. */
    private static final int FEWEST_ATTEMPTS = 4;

    private static final TenantId ONE = new TenantId(1);
    private static final TenantId TWO = new TenantId(2);
    private static final TenantId THREE = new TenantId(3);

    private final Database database;
    private final QueueFixture queue;
    private final BlockedMarks marks;
    private final BlockedScan scan;
    private final Set<TenantHandle> computedHere = new HashSet<>();

    ClaimerTest(Database database) {
        this.database = database;
        this.queue = new QueueFixture(database);
        this.marks = new BlockedMarks(database);
        this.scan = new BlockedScan(database, marks);
    }

    @BeforeEach
    void storeTheFirstInput() {
        queue.clear();
        for (TenantId tenant : List.of(ONE, TWO, THREE)) {
            queue.store(tenant, "a", FheType.UINT64, 5);
        }
    }

    @Test
    void takesWholeGraphsProducersFirst() {
        queue.submit(ONE, add("b", "a", "a"), add("c", "a", "b"), add("d", "b", "c"), add("e", "d", "c"));

        assertThat(names(worker().claim(10))).containsExactly("1b", "1c", "1d", "1e");
    }

    /**
     * The commit takes longer than the worker waits for it: no worker computes the claimed rows, but the database holds
     * their leases.
     */
    @Test
    void whatAClaimTookThatSeemedToFailIsTakenAgain() throws Exception {
        queue.submit(ONE, add("b", "a", "a"), add("c", "b", "b"));
        database.dsl().execute("""
                create function sleep_at_commit() returns trigger language plpgsql as
                $$ begin perform pg_sleep(1.5); return null; end $$
                """);
        database.dsl().execute("""
                create constraint trigger slow_commit after update of lease_worker on computations
                deferrable initially deferred for each row when (new.output_handle = 'b') execute function sleep_at_commit()
                """);
        try (Database impatient = Database.open(database.config().withSocketTimeout(Duration.ofSeconds(1)))) {
            TestWorker worker = worker(impatient);
            assertThatThrownBy(() -> worker.claim(10)).isInstanceOf(DataAccessException.class);
            assertThat(leasedRows())
                    .as("of a transaction that is still going on")
                    .isZero();
            assertThat(names(worker.claim(10))).as("while the rows are locked").isEmpty();

            await().until(() -> leasedRows() == 2);
            database.dsl().execute("drop trigger slow_commit on computations");
            assertThat(names(worker().claim(10))).as("by another worker").isEmpty();
            assertThat(names(worker.claim(10))).containsExactly("1b", "1c");
            assertThat(names(worker.claim(10))).as("once more").isEmpty();
        } finally {
            database.dsl().execute("drop function sleep_at_commit cascade");
        }
    }

    @Test
    void takesAJoinOfBranchesFromSeveralRequests() {
        queue.submit(ONE, add("b", "a", "a"));
        queue.submit(ONE, add("c", "a", "a"));
        queue.submit(ONE, add("d", "b", "c"));

        assertThat(names(worker().claim(10))).containsExactly("1b", "1c", "1d");
    }

    @Test
    void takesTheOldestAndLeavesTheRest() {
        queue.submit(ONE, add("z", "a", "a"), add("y", "a", "a"), add("x", "a", "a"));
        TestWorker worker = worker();

        assertThat(names(worker.claim(2))).containsExactly("1z", "1y");
        assertThat(names(worker.claim(2))).containsExactly("1x");
        assertThat(worker.claim(2).madeProgress()).isFalse();
    }

    @Test
    void takesWhatUsesUpItsMemoryAndLeavesTheRest() {
        long megabyte = 1 << 20;
        for (int i = 0; i < 4; i++) {
            queue.submit(ONE, encrypt("w" + i, FheType.BYTES256, i));
        }
        TestWorker worker = worker();

        assertThat(names(worker.claim(10, 20 * megabyte))).as("of 16 MB each").containsExactly("1w0", "1w1");
        assertThat(names(worker.claim(10, 1))).as("one at least").containsExactly("1w2");

        queue.store(ONE, "wide", FheType.BYTES256, 1);
        queue.submit(ONE, binary(FheOperation.EQ, FheType.BOOL, "e", "wide", "wide"), add("b", "a", "a"));
        assertThat(names(worker.claim(10, 20 * megabyte))).containsExactly("1w3", "1e");
    }

    @Test
    void takesOfEachTenantNoMoreThanThereIsRoomFor() {
        for (int i = 0; i < 4; i++) {
            queue.submit(ONE, add("b" + i, "a", "a"));
            queue.submit(TWO, add("b" + i, "a", "a"));
        }
        TestWorker worker = worker();

        Claim two = worker.claim(10, room(Map.of(ONE, Allowance.NONE, TWO, new Allowance(2, 1, true))));
        assertThat(names(two)).as("the first one uses up the bytes").containsExactly("2b0");
        assertThat(two.busy()).containsOnlyKeys(ONE, TWO);
        assertThat(names(worker.claim(10, room(Map.of(TWO, new Allowance(2, Long.MAX_VALUE, true))))))
                .containsExactlyInAnyOrder("1b0", "1b1", "1b2", "1b3", "2b1", "2b2");
        assertThat(names(worker.claim(10, room(Map.of(TWO, new Allowance(2, 1, false))))))
                .as("it does not fit")
                .isEmpty();
    }

    @Test
    void leavesRoomThatATenantOfAHigherPriorityWaitsFor() throws Exception {
        addTenants();
        database.dsl().execute("update tenants set priority = 1 where tenant_id = 2");
        queue.submit(ONE, add("b", "a", "a"));
        queue.submit(TWO, add("b", "a", "a"));
        TestWorker worker = worker();

        assertThat(names(worker.claim(10, room(Map.of(TWO, Allowance.NONE))))).isEmpty();
        assertThat(names(worker.claim(10, room(Map.of(ONE, Allowance.NONE))))).containsExactly("2b");
        assertThat(names(worker.claim(10))).containsExactly("1b");
    }

    private static TenantRoom room(Map<TenantId, Allowance> allowances) {
        return (tenant, part) -> allowances.getOrDefault(tenant, Allowance.UNLIMITED);
    }

    @Test
    void knowsScalarsFromInputs() {
        queue.submit(ONE, addScalar("b", "a", 3), QueueFixture.encrypt("c", FheType.UINT8, 7));

        assertThat(names(worker().claim(10))).containsExactly("1b", "1c");
    }

    @Test
    void findsRowsOfTheReferenceServer() {
        database.dsl()
                .execute("insert into computations"
                        + " (tenant_id, output_handle, dependencies, fhe_operation, is_completed, is_scalar, output_type)"
                        + " values (1, 'b', array['a', 'a']::bytea[], 0, false, false, 5)");

        assertThat(names(worker().claim(10))).containsExactly("1b");
    }

    @Test
    void servesTenantsInTurnHoweverLongTheirQueues() {
        queue.submit(ONE, many("o", 40));
        queue.submit(TWO, add("t", "a", "a"));
        queue.submit(THREE, many("h", 40));

        List<String> names = names(worker().claim(10));

        assertThat(names).hasSize(10).contains("2t");
        assertThat(names).filteredOn(name -> name.startsWith("1")).hasSizeBetween(4, 5);
        assertThat(names).filteredOn(name -> name.startsWith("3")).hasSizeBetween(4, 5);
    }

    @Test
    void beginsWithAnotherTenantEachTime() {
        queue.submit(ONE, many("o", 5));
        queue.submit(TWO, many("t", 5));
        queue.submit(THREE, many("h", 5));
        TestWorker worker = worker();

        assertThat(Stream.of(1, 2, 3, 4)
                        .map(round -> names(worker.claim(1)).getFirst().substring(0, 1)))
                .containsExactly("1", "2", "3", "1");
    }

    @Test
    void givesTenantsSharesByWeight() throws Exception {
        addTenants();
        database.dsl().execute("update tenants set weight = 3 where tenant_id = 2");
        queue.submit(ONE, many("o", 200));
        queue.submit(TWO, many("t", 200));
        TestWorker worker = worker();

        List<String> names = new java.util.ArrayList<>();
        for (int claim = 0; claim < 10; claim++) {
            names.addAll(names(worker.claim(8)));
        }

        assertThat(names).filteredOn(name -> name.startsWith("1")).hasSizeBetween(19, 21);
        assertThat(names).filteredOn(name -> name.startsWith("2")).hasSizeBetween(59, 61);
        assertThat(names)
                .filteredOn(name -> name.startsWith("1"))
                .as("oldest first")
                .startsWith("1o0", "1o1", "1o2");
    }

    @Test
    void servesTenantsOfHigherPriorityFirst() throws Exception {
        addTenants();
        database.dsl().execute("update tenants set priority = 1 where tenant_id = 3");
        queue.submit(ONE, many("o", 10));
        queue.submit(THREE, many("h", 12));
        TestWorker worker = worker();

        assertThat(names(worker.claim(10))).allMatch(name -> name.startsWith("3"));
        assertThat(names(worker.claim(10))).startsWith("3h10", "3h11", "1o0").hasSize(10);
    }

    @Test
    void servesTenantsThatDoNotExistLast() throws Exception {
        addTenants();
        for (int number = 0; number < 100; number++) {
            queue.submit(new TenantId(1_000 + number), many("x", 2));
        }
        queue.submit(ONE, many("o", 25));
        TestWorker worker = worker();

        assertThat(names(worker.claim(10))).hasSize(10).allMatch(name -> name.startsWith("1o"));
        assertThat(names(worker.claim(10))).hasSize(10).allMatch(name -> name.startsWith("1o"));
        assertThat(names(worker.claim(10))).containsExactly("1o20", "1o21", "1o22", "1o23", "1o24");
    }

    @Test
    void fillsAClaimFromOneTenantWhereOthersHaveOnlyRowsInFlight() {
        queue.submit(ONE, many("o", 3));
        queue.submit(TWO, many("t", 3));
        worker().claim(6);
        queue.submit(THREE, many("h", 100));

        assertThat(names(worker().claim(20))).hasSize(20).allMatch(name -> name.startsWith("3"));
    }

    @Test
    void asksManyTenantsThatHaveNothingInOneStatement() throws Exception {
        int tenants = 200;
        for (int i = 1; i <= tenants; i++) {
            TenantId tenant = queue.addTenant();
            queue.store(tenant, "a", FheType.UINT64, 5);
            queue.submit(tenant, add("b", "a", "a"));
        }
        TestWorker busy = worker();
        assertThat(busy.claim(tenants).computations()).hasSize(tenants);
        queue.submit(new TenantId(tenants), add("c", "a", "a"), add("d", "a", "a"));
        AtomicInteger statements = new AtomicInteger();
        try (Database counted = Database.open(database.config())) {
            TestWorker idle = worker(counted);
            counted.dsl()
                    .configuration()
                    .set(new DefaultExecuteListenerProvider(
                            ExecuteListener.onExecuteStart(context -> statements.incrementAndGet())));

            assertThat(names(idle.claim(1))).containsExactly(tenants + "c");

            assertThat(statements).hasValueLessThan(11);
            database.dsl().execute("delete from computations where output_handle = 'd'");
            statements.set(0);
            assertThat(names(idle.claim(1))).isEmpty();
            assertThat(statements).hasValueLessThan(5);
        }
    }

    @Test
    void locksNoMoreRowsThanItWantsWhereTenantsHaveFewerThanTheirShares() throws Exception {
        addTenants();
        queue.submit(ONE, many("one", 1));
        queue.submit(TWO, many("two", 30));
        queue.submit(THREE, many("three", 30));
        AtomicInteger locked = new AtomicInteger();
        try (Connection other = database.openDedicatedConnection()) {
            other.setAutoCommit(false);
            TestWorker worker = worker();

            Claim claim = worker.claimer.claim(
                    9,
                    Long.MAX_VALUE,
                    key -> {
                        // The claim asks this while it has its rows locked.
                        locked.set(61 - lockable(other));
                        return false;
                    },
                    Set.of());

            assertThat(claim.computations()).hasSize(9);
        }
        assertThat(locked).hasValue(9);
    }

    private static int lockable(Connection connection) {
        try (var rows = connection
                .createStatement()
                .executeQuery("select count(*) from (select from computations for update skip locked) as free")) {
            rows.next();
            int free = rows.getInt(1);
            connection.rollback();
            return free;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void givesUpAComputationUnderWhichWorkersDieAndNotItsNeighbours() {
        queue.submit(ONE, add("deadly", "a", "a"), add("b", "a", "a"), add("c", "a", "a"));
        for (int death = 1; death <= 2; death++) {
            TestWorker dying = worker();
            assertThat(names(dying.claim(10))).containsExactly("1deadly", "1b", "1c");
            expire(dying);
        }
        // Two losses may be chance. After a third, each is taken alone, and those that do no harm are completed.
        assertThat(worker().claim(10).computations()).hasSize(3);
        expireAll();
        assertThat(worker().claim(10).madeProgress()).isFalse();
        for (int claim = 0; claim < 6; claim++) {
            TestWorker worker = worker();
            Claim alone = worker.claimer.claimQuarantined(Set.of());
            List<String> names = names(alone);
            if (names.equals(List.of("1deadly"))) {
                expire(worker);
            } else if (!names.isEmpty()) {
                assertThat(names).hasSize(1);
                complete(ONE, names.getFirst().substring(1));
            }
        }

        assertThat(queue.error(ONE, "deadly")).contains("given up: 4 workers died or fell silent with it in flight");
        assertThat(queue.isCompleted(ONE, "b")).isTrue();
        assertThat(queue.isCompleted(ONE, "c")).isTrue();
        assertThat(worker().claimer.hasQuarantined(Set.of())).isFalse();
    }

    @Test
    void holdsNothingAgainstWhatAWorkerReturned() {
        queue.submit(ONE, add("b", "a", "a"));
        for (int i = 0; i < 10; i++) {
            TestWorker leaving = worker();
            assertThat(names(leaving.claim(10))).containsExactly("1b");
            leaving.session.end();
        }

        assertThat(queue.row(ONE, "b").get(COMPUTATIONS.LOST_LEASES)).isZero();
    }

    @Test
    void passesOverTenantsThatCannotBeServed() {
        queue.submit(ONE, add("b", "a", "a"));
        queue.submit(TWO, add("c", "a", "a"));

        Claim claim = worker().claimer.claim(10, Long.MAX_VALUE, computedHere::contains, Set.of(ONE));

        assertThat(names(claim)).containsExactly("2c");
    }

    @Test
    void neverGivesAComputationToTwoWorkers() throws Exception {
        queue.submit(ONE, many("o", 150));
        queue.submit(TWO, many("t", 150));
        Set<String> all = new HashSet<>();
        int count = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<List<String>>> runs = Stream.generate(this::worker)
                    .limit(4)
                    .map(worker -> threads.submit(() -> {
                        List<String> mine = new java.util.ArrayList<>();
                        for (Claim claim = worker.claim(7); claim.madeProgress(); claim = worker.claim(7)) {
                            mine.addAll(names(claim));
                        }
                        return mine;
                    }))
                    .toList();
            for (Future<List<String>> run : runs) {
                all.addAll(run.get());
                count += run.get().size();
            }
        }

        assertThat(count).isEqualTo(300);
        assertThat(all).hasSize(300);
    }

    @Test
    void takesOverWhatASilentWorkerHeld() {
        queue.submit(ONE, add("b", "a", "a"));
        TestWorker silent = worker();
        Lease lost = silent.claim(10).computations().getFirst().lease();
        TestWorker other = worker();
        assertThat(other.claim(10).madeProgress()).isFalse();

        expire(silent);

        Lease taken = other.claim(10).computations().getFirst().lease();
        assertThat(taken.output()).isEqualTo(lost.output());
        assertThat(taken.epoch()).isEqualTo(lost.epoch() + 1);
    }

    @Test
    void takesOverAtOnceWhatAWorkerReturned() {
        queue.submit(ONE, add("b", "a", "a"));
        TestWorker leaving = worker();
        leaving.claim(10);

        leaving.session.end();

        assertThat(names(worker().claim(10))).containsExactly("1b");
    }

    @Test
    void skipsWhatAReferenceWorkerHasLocked() throws Exception {
        queue.submit(ONE, add("b", "a", "a"), add("c", "a", "a"));
        try (Connection reference = database.openDedicatedConnection()) {
            reference.setAutoCommit(false);
            reference.createStatement().execute("select * from computations where output_handle = 'b' for update");

            assertThat(names(worker().claim(10))).containsExactly("1c");
            reference.rollback();
        }
        assertThat(names(worker().claim(10))).containsExactly("1b");
    }

    @Test
    void putsAsideWhatWaitsForAnotherWorkerAndTakesItWhenThatIsDone() {
        queue.submit(ONE, add("b", "a", "a"));
        worker().claim(10);
        queue.submit(ONE, add("c", "b", "a"), add("d", "c", "a"), add("e", "a", "a"));
        TestWorker second = worker();

        assertThat(names(second.claim(10))).containsExactly("1e");
        assertThat(queue.waiting()).containsExactlyInAnyOrder("c", "d");
        assertThat(second.claim(10).madeProgress()).isFalse();

        complete(ONE, "b");
        assertThat(marks.remove(List.of(key(ONE, "b")))).isEqualTo(1);

        assertThat(names(second.claim(10))).as("and what waits for it").containsExactly("1c", "1d");
    }

    @Test
    void joinsConsumersOfWhatIsComputedHere() {
        queue.submit(ONE, add("b", "a", "a"));
        TestWorker worker = worker();
        worker.claim(10);
        computedHere.add(key(ONE, "b"));
        queue.submit(ONE, add("c", "b", "a"));

        assertThat(names(worker.claim(10))).containsExactly("1c");
    }

    @Test
    void waitsForOneInputAfterTheOther() {
        queue.submit(ONE, add("b", "a", "a"), add("c", "a", "a"));
        worker().claim(10);
        queue.submit(ONE, add("d", "b", "c"));
        TestWorker second = worker();
        second.claim(10);
        assertThat(waitsFor("d")).isIn("b", "c");
        String first = waitsFor("d");
        String last = first.equals("b") ? "c" : "b";

        complete(ONE, first);
        marks.remove(List.of(key(ONE, first)));
        assertThat(second.claim(10).computations()).isEmpty();
        assertThat(waitsFor("d")).isEqualTo(last);

        complete(ONE, last);
        marks.remove(List.of(key(ONE, last)));
        assertThat(names(second.claim(10))).containsExactly("1d");
    }

    @Test
    void findsByScanningWhatWasNotAnnounced() {
        queue.submit(ONE, add("b", "a", "a"));
        worker().claim(10);
        queue.submit(ONE, add("c", "b", "a"), add("d", "x", "a"));
        TestWorker second = worker();
        second.claim(10);

        assertThat(awakened()).isZero();
        complete(ONE, "b");
        assertThat(awakened()).isEqualTo(1);
        assertThat(names(second.claim(10))).containsExactly("1c");

        queue.store(ONE, "x", FheType.UINT64, 1);
        assertThat(awakened()).isEqualTo(1);
        assertThat(names(second.claim(10)))
                .as("an input that was not announced")
                .containsExactly("1d");
    }

    @Test
    void scansMoreMarksThanOneStepHas() {
        queue.submit(
                ONE,
                Stream.iterate(0, i -> i + 1)
                        .limit(1500)
                        .map(i -> add("c%04d".formatted(i), "x%04d".formatted(i), "a"))
                        .toArray(TypedComputation[]::new));
        TestWorker worker = worker();
        while (worker.claim(200).madeProgress()) {
            // marks all rows as blocked
        }
        assertThat(queue.waiting()).hasSize(1500);
        queue.store(ONE, "x1499", FheType.UINT64, 1);

        assertThat(awakened()).isZero();
        assertThat(awakened()).isEqualTo(1);
        assertThat(names(worker.claim(10))).containsExactly("1c1499");
    }

    @Test
    void doesNotBlockOnAWaitingRowThatAReferenceWorkerHasLocked() throws Exception {
        queue.submit(ONE, add("b", "a", "a"));
        worker().claim(10);
        queue.submit(ONE, add("c", "b", "a"));
        worker().claim(10);
        complete(ONE, "b");
        try (Connection reference = database.openDedicatedConnection()) {
            reference.setAutoCommit(false);
            reference.createStatement().execute("select * from computations where output_handle = 'c' for update");

            assertThat(marks.remove(List.of(key(ONE, "b")))).isZero();
            reference.rollback();
        }
        assertThat(awakened()).isEqualTo(1);
    }

    @Test
    void failsWhatDependsOnAFailureAndNamesTheCause() {
        queue.submit(ONE, add("b", "a", "a"), add("c", "b", "a"), add("d", "c", "a"), add("e", "a", "a"));
        database.dsl()
                .execute("update computations set is_error = true, error_message = 'attempt to divide by 0'"
                        + " where output_handle = 'b'");
        TestWorker worker = worker();

        List<String> computed = new java.util.ArrayList<>();
        for (Claim claim = worker.claim(10); claim.madeProgress(); claim = worker.claim(10)) {
            computed.addAll(names(claim));
        }

        assertThat(computed).containsExactly("1e");
        String reason = "depends on 0x62, which failed: attempt to divide by 0";
        assertThat(queue.error(ONE, "c")).contains(reason);
        assertThat(queue.error(ONE, "d"))
                .as("names the root, not its own input")
                .contains(reason);
        assertThat(queue.row(ONE, "d").get(COMPUTATIONS.ERROR_ROOT))
                .isEqualTo(handle("b").bytes());
    }

    @Test
    void failsRowsThatMeanNothing() {
        insertRaw("u", 99, 5, "array['a', 'a']");
        insertRaw("v", 22, 5, "array['a', 'a']");
        insertRaw("w", 0, 77, "array['a', 'a']");
        insertRaw("x", 0, 5, "array['a']");
        insertRaw("y", 32, 5, "array[]");
        queue.submit(ONE, add("b", "a", "a"));

        Claim claim = worker().claim(10);

        assertThat(names(claim)).containsExactly("1b");
        assertThat(queue.error(ONE, "u")).contains("UnknownFheOperation(99)");
        assertThat(queue.error(ONE, "v")).contains("UnknownFheOperation(22)");
        assertThat(queue.error(ONE, "w")).contains("UnknownFheType(77)");
        assertThat(queue.error(ONE, "x").orElseThrow()).contains("expected_operands: 2, got_operands: 1");
        assertThat(queue.error(ONE, "y")).contains("UnknownFheOperation(32)");
        assertThat(claim.failed()).hasSize(5);
    }

    @Test
    void readsFewRowsOfATenantAfterMalformedOnes() {
        for (int i = 10; i < 40; i++) {
            insertRaw("u" + i, 99, 5, "array['a', 'a']");
        }
        for (int i = 10; i < 40; i++) {
            queue.submit(ONE, add("b" + i, "a", "a"));
        }
        TestWorker worker = worker();

        assertThat(worker.claim(20).failed()).hasSize(20);
        for (int i = 0; i < 10; i++) {
            assertThat(worker.claim(20).failed()).hasSize(CandidateBounds.AFTER_MALFORMED);
        }
        for (int bound = CandidateBounds.AFTER_MALFORMED; bound < 16; bound *= 2) {
            assertThat(worker.claim(20).computations()).hasSize(bound);
        }
    }

    @Test
    void leavesAloneWhatPausesBeforeAnotherAttempt() {
        queue.submit(ONE, add("b", "a", "a"), add("c", "a", "a"));
        database.dsl()
                .execute(
                        "update computations set next_attempt_at = now() + interval '1 hour' where output_handle = 'b'");

        assertThat(names(worker().claim(10))).containsExactly("1c");
        database.dsl().execute("update computations set next_attempt_at = now() where output_handle = 'b'");
        assertThat(names(worker().claim(10))).containsExactly("1b");
    }

    private record TestWorker(
            WorkerSession session, Claimer claimer, BlockedMarks marks, Set<TenantHandle> computedHere) {
        Claim claim(int limit) {
            return claim(limit, Long.MAX_VALUE);
        }

        Claim claim(int limit, long bytes) {
            return acknowledged(claimer.claim(limit, bytes, computedHere::contains, Set.of()));
        }

        Claim claim(int limit, TenantRoom room) {
            return acknowledged(claimer.claim(limit, Long.MAX_VALUE, computedHere::contains, Set.of(), room));
        }

        private Claim acknowledged(Claim claim) {
            marks.remove(
                    claim.failed().stream().map(FailureMarks.Failure::output).toList());
            marks.remove(marks.arrivedAmong(claim.awaited()).all());
            return claim;
        }
    }

    private TestWorker worker() {
        return worker(database);
    }

    private TestWorker worker(Database connections) {
        WorkerSession session = new WorkerSession(connections, UUID.randomUUID(), "test", Duration.ofMinutes(5));
        session.renew();
        return new TestWorker(
                session,
                new Claimer(new Transactions(connections), session.id(), FEWEST_ATTEMPTS),
                marks,
                computedHere);
    }

    /** How many rows one step of the scan wakes. */
    private int awakened() {
        return marks.remove(scan.step().arrived());
    }

    private int leasedRows() {
        return database.dsl().fetchCount(COMPUTATIONS, COMPUTATIONS.LEASE_WORKER.isNotNull());
    }

    private void expire(TestWorker worker) {
        database.dsl()
                .update(WORKERS)
                .set(WORKERS.EXPIRES_AT, org.jooq.impl.DSL.currentOffsetDateTime())
                .where(WORKERS.WORKER_ID.eq(worker.session.id()))
                .execute();
    }

    private void expireAll() {
        database.dsl().execute("update workers set expires_at = now()");
    }

    private void addTenants() throws Exception {
        for (int i = 0; i < 3; i++) {
            queue.addTenant();
        }
    }

    private void complete(TenantId tenant, String name) {
        queue.store(tenant, name, FheType.UINT64, 1);
        database.dsl()
                .update(COMPUTATIONS)
                .set(COMPUTATIONS.IS_COMPLETED, true)
                .where(COMPUTATIONS.OUTPUT_HANDLE.eq(handle(name).bytes()))
                .execute();
    }

    private void insertRaw(String output, int operation, int type, String dependencies) {
        database.dsl()
                .execute("insert into computations"
                        + " (tenant_id, output_handle, dependencies, fhe_operation, is_scalar, output_type)"
                        + " values (1, '" + output + "', " + dependencies + "::bytea[], " + operation + ", false, "
                        + type
                        + ")");
    }

    private String waitsFor(String name) {
        byte[] input = queue.row(ONE, name).get(COMPUTATIONS.WAITS_FOR);
        return QueueFixture.name(org.fhevm.coprocessor.common.id.Handle.of(input));
    }

    private static TypedComputation[] many(String prefix, int count) {
        return Stream.iterate(0, i -> i + 1)
                .limit(count)
                .map(i -> add(prefix + i, "a", "a"))
                .toArray(TypedComputation[]::new);
    }

    /** Tenant and handle of each claimed computation. */
    private static List<String> names(Claim claim) {
        return claim.computations().stream()
                .map(claimed -> claimed.lease().output())
                .map(output -> output.tenant() + QueueFixture.name(output.handle()))
                .toList();
    }
}
