package org.fhevm.coprocessor.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.worker.QueueFixture.add;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.claim.TenantRoom.Allowance;
import org.fhevm.tfhe.operation.FheType;
import org.jooq.ExecuteListener;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How claims divide a worker among tenants. */
@EmbeddedDatabase
class TenantClaimsTest extends ClaimScenario {
    TenantClaimsTest(Database database) {
        super(database);
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

            Claim claim = worker.claimer()
                    .claim(
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
    void passesOverTenantsThatCannotBeServed() {
        queue.submit(ONE, add("b", "a", "a"));
        queue.submit(TWO, add("c", "a", "a"));

        Claim claim = worker().claimer().claim(10, Long.MAX_VALUE, computedHere::contains, Set.of(ONE));

        assertThat(names(claim)).containsExactly("2c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"disabled_at", "paused_at"})
    void leavesTheRowsOfATenantThatAnOperatorHolds(String column) throws Exception {
        addTenants();
        queue.submit(ONE, add("b", "a", "a"), add("c", "b", "a"));
        queue.submit(TWO, add("d", "a", "a"));
        TestWorker worker = worker();
        assertThat(names(worker.claim(1))).containsExactly("1b");
        database.dsl().execute("update tenants set " + column + " = now() where tenant_id = 1");

        assertThat(names(worker.claim(10))).containsExactly("2d");
        assertThat(worker.claim(10).madeProgress()).isFalse();
        assertThat(new Candidates(database.dsl()).agesOfOldest()).isEmpty();

        database.dsl().execute("update tenants set " + column + " = null");
        complete(ONE, "b");
        assertThat(names(worker.claim(10))).containsExactly("1c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"disabled_at", "paused_at"})
    void leavesQuarantinedRowsOfATenantThatAnOperatorHolds(String column) throws Exception {
        addTenants();
        queue.submit(ONE, add("b", "a", "a"));
        queue.submit(TWO, add("d", "a", "a"));
        database.dsl().execute("update computations set lost_leases = 3");
        database.dsl().execute("update tenants set " + column + " = now() where tenant_id = 1");
        Claimer claimer = worker().claimer();

        assertThat(names(claimer.claimQuarantined(Set.of()))).containsExactly("2d");
        assertThat(claimer.hasQuarantined(Set.of())).isFalse();

        database.dsl().execute("update tenants set " + column + " = null");
        assertThat(claimer.hasQuarantined(Set.of())).isTrue();
        assertThat(names(claimer.claimQuarantined(Set.of()))).containsExactly("1b");
    }

    private void addTenants() throws Exception {
        for (int i = 0; i < 3; i++) {
            queue.addTenant();
        }
    }
}
