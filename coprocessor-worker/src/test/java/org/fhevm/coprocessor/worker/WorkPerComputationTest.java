package org.fhevm.coprocessor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.tfhe.operation.FheType;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The work that PostgreSQL does for a computation, from its claim to its completion, does not grow with the tables:
 * rows and index entries read are counted over all statements of a worker, with any statistics of the tables.
 */
@EmbeddedDatabase
class WorkPerComputationTest {
    /** Each of these has a row, too: nine of ten are completed, the others have failed. */
    private static final int STORED = 20_000;

    /** Rows of another tenant, which could be computed but for its lower priority. */
    private static final int READY = 10_000;

    private static final int COMPUTATIONS = 2_000;
    /**
     * A computation has two operands, one row and one result, and each is read a few times. Claims pass over entries of
     * rows that other workers have completed, since nothing vacuums here.
     */
    private static final int MOST_READS = 80;

    private static final String MEASURED = "measured worker";

    private final Database database;
    private final QueueFixture queue;
    private TenantId tenant;

    WorkPerComputationTest(Database database) {
        this.database = database;
        this.queue = new QueueFixture(database);
    }

    @BeforeEach
    void fill() throws Exception {
        queue.clear();
        tenant = queue.addTenant();
        queue.store(tenant, "a", FheType.UINT64, 5);
        database.dsl().execute("""
                insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)
                select {0}, sha256(n::text::bytea), (select ciphertext from ciphertexts), 0, 5
                from generate_series(1, {1}) as n
                """, DSL.val(tenant.value()), DSL.val(STORED));
        database.dsl().execute("""
                insert into computations
                    (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar, is_completed, is_error)
                select {0}, sha256(n::text::bytea), 5, array['a'::bytea, 'a'], 0, false, mod(n, 10) > 0, mod(n, 10) = 0
                from generate_series(1, {1}) as n
                """, DSL.val(tenant.value()), DSL.val(STORED));
        setAutovacuum(false);
    }

    @AfterEach
    void allowAutovacuum() {
        setAutovacuum(true);
    }

    private void setAutovacuum(boolean enabled) {
        for (String table : new String[] {"computations", "ciphertexts"}) {
            database.dsl().execute("alter table " + table + " set (autovacuum_enabled = " + enabled + ")");
        }
    }

    /**
     * Submits computations. Each takes a stored ciphertext; every second one waits for the one before it, and every
     * tenth fails.
     */
    private void submit() {
        database.dsl().execute("""
                insert into computations
                    (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar)
                select {0}, sha256('of ' || n::text::bytea), 5,
                       array[case when mod(n, 2) = 0 then sha256('of ' || (n - 1)::text::bytea) else 'a' end,
                             sha256(n::text::bytea)],
                       case when mod(n, 10) = 9 then 99 else 0 end, false
                from generate_series(1, {1}) as n
                """, DSL.val(tenant.value()), DSL.val(COMPUTATIONS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"before", "after", "never"})
    void readsNoMoreWithALargeTable(String analyzed) {
        measure(analyzed, () -> {});
        assertThat(queue.pending()).isZero();
    }

    /**
     * Everything was completed when statistics were gathered: a planner that expects no pending row would read all
     * pending rows by the reference's index on {@code is_completed}, and sort them, for each claim.
     */
    @ParameterizedTest
    @ValueSource(strings = {"before", "never"})
    void readsNoMoreWithAFullQueue(String analyzed) throws Exception {
        database.dsl().execute("update computations set is_completed = true, is_error = false");
        TenantId other = queue.addTenant();
        database.dsl().execute("update tenants set priority = -1 where tenant_id = {0}", DSL.val(other.value()));
        queue.store(other, "a", FheType.UINT64, 5);
        measure(analyzed, () -> database.dsl().execute("""
                insert into computations
                    (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar)
                select {0}, sha256('ready ' || n::text::bytea), 5, array['a'::bytea, 'a'], 0, false
                from generate_series(1, {1}) as n
                """, DSL.val(other.value()), DSL.val(READY)));
        assertThat(queue.pending()).isPositive();
    }

    /** @param further what else is submitted */
    private void measure(String analyzed, Runnable further) {
        if (analyzed.equals("before")) {
            database.dsl().execute("analyze computations, ciphertexts");
        }
        further.run();
        submit();
        if (analyzed.equals("after")) {
            database.dsl().execute("analyze computations, ciphertexts");
        }
        Map<String, Long> before = reads();
        run();
        awaitEndOfItsConnections();
        Map<String, Double> read = new TreeMap<>();
        reads().forEach((name, count) ->
                read.put(name, (double) (count - before.getOrDefault(name, 0L)) / COMPUTATIONS));
        assertThat(read.values().stream().mapToDouble(Double::doubleValue).sum())
                .as("rows and index entries read for a computation, statistics gathered %s: %s", analyzed, read)
                .isBetween(1.0, (double) MOST_READS);
    }

    private void run() {
        try (Database own = Database.open(database.config().withApplicationName(MEASURED));
                TestWorkers workers = new TestWorkers(own)) {
            workers.start(TestWorkers.config().withBatchSize(100));
            // Asking the database would be counted, too.
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> workers.count(LegacyCounter.WORK_ITEMS_PROCESSED)
                                    + workers.count(LegacyCounter.WORK_ITEMS_ERRORS)
                            >= COMPUTATIONS);
        }
    }

    /** The database is certain to have counted the reads of a connection only after the connection has ended. */
    private void awaitEndOfItsConnections() {
        await().until(() -> database.dsl()
                        .fetchSingle(
                                "select count(*) from pg_stat_activity where application_name = {0}", DSL.val(MEASURED))
                        .get(0, Long.class)
                == 0);
    }

    /** The number of rows read from each table, and of entries read from each index. */
    private Map<String, Long> reads() {
        database.dsl().execute("select pg_stat_force_next_flush()");
        database.dsl().execute("select pg_stat_clear_snapshot()");
        return database.dsl().fetch("""
                        select relname, seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_user_tables
                        union all
                        select indexrelname, idx_tup_read from pg_stat_user_indexes
                        """).intoMap(row -> row.get(0, String.class), row -> row.get(1, Long.class));
    }
}
