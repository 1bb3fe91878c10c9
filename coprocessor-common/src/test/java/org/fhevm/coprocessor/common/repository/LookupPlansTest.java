package org.fhevm.coprocessor.common.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A look-up of handles makes one index search for each handle, for tables of any size and any statistics: with and
 * without statistics, with a plan for these values and with a generic plan. The plans are those of the statements that
 * the repositories send.
 */
@EmbeddedDatabase
class LookupPlansTest {
    private static final TenantId TENANT = new TenantId(1);
    private static final List<Integer> LOOKUPS = List.of(1, 100, 700, 5000);

    private final Database database;

    LookupPlansTest(Database database) {
        this.database = database;
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 6_000, 20_000})
    void searchAnIndexForEachHandle(int rows) {
        requireSearches(rows);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(ints = {100_000, 1_000_000})
    void searchAnIndexForEachHandleOfLargeTables(int rows) {
        requireSearches(rows);
    }

    /** The planner keeps a plan until statistics are gathered, and scans an empty table cheaply. */
    @Test
    void aPlanMadeForAnEmptyTableSearchesTheFullOne() {
        fill(0);
        List<Handle> handles = List.of(handle(1), handle(2));
        for (Query statement : statements(handles)) {
            fill(0);
            // The planner assumes some pages for a table that was never analyzed.
            database.dsl().execute("analyze computations, ciphertexts");
            String plan = planAfter(statement, () -> insert(6_000));
            assertThat(plan).doesNotContain("Seq Scan").containsPattern("handle = asked.handle");
        }
    }

    /**
     * With such statistics, the planner expects no pending row, and considers any index that leads to such rows the
     * best.
     */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 20_000})
    void searchTheirOwnIndexWhereNothingWasPendingWhenStatisticsWereGathered(int rows) {
        fill(rows);
        database.dsl().execute("analyze computations, ciphertexts");
        insertPending(TENANT, 2 * rows);
        requireSearches(rows, "with old statistics");
        List<Handle> handles = List.of(handle(-1), handle(-2));
        for (Query statement : List.of(
                sent(dsl -> new BlockedComputations(dsl).count(TENANT, 10_000)),
                sent(dsl -> new BlockedComputations(dsl).wake(TENANT, handles)))) {
            for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
                assertThat(plan(statement, mode))
                        .doesNotContain("Seq Scan", "computations_completed_index", "computations_errors_index")
                        .containsPattern("computations_(unknown_input|waiting)_index");
            }
        }
    }

    /**
     * The planner estimates few entries in many pages as more expensive than the key, which would read all rows of a
     * tenant.
     */
    @Test
    void rowsThatWaitForAnInputAreFoundByItAfterAFullQueueWasDrained() {
        fill(1_000);
        insertPending(new TenantId(3), 50_000);
        database.dsl().execute("update computations set is_completed = true, waits_for = null where tenant_id = 3");
        database.dsl().execute("vacuum computations");
        insertPending(new TenantId(4), 20);
        database.dsl().execute("vacuum analyze computations");
        TenantId newTenant = new TenantId(5);
        insertPending(newTenant, 1_000);
        Query wake = sent(dsl -> new BlockedComputations(dsl).wake(newTenant, List.of(handle(-1))));
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            assertThat(plan(wake, mode)).contains("computations_waiting_index");
        }
    }

    private void requireSearches(int rows) {
        fill(rows);
        requireSearches(rows, "without statistics");
        database.dsl().execute("analyze computations, ciphertexts");
        requireSearches(rows, "with statistics");
    }

    private void requireSearches(int rows, String statistics) {
        for (int count : LOOKUPS) {
            // Half of them exist.
            List<Handle> handles = IntStream.range(0, count)
                    .mapToObj(i -> handle(i % 2 == 0 ? i % rows : -1 - i))
                    .distinct()
                    .toList();
            for (Query statement : statements(handles)) {
                for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
                    String plan = plan(statement, mode);
                    assertThat(plan)
                            .as("%d of %d rows, %s, %s", count, rows, statistics, mode)
                            .doesNotContain(
                                    "Seq Scan", "Bitmap", "Hash", "Merge", "ANY (", "is_completed =", "is_error =")
                            .contains("\"Index Cond\": \"((tenant_id = ")
                            .containsPattern("handle = asked.handle");
                }
            }
        }
    }

    /** The statements that the repositories send to look these handles up. */
    private List<Query> statements(List<Handle> handles) {
        return List.of(
                sent(dsl -> new CiphertextRepository(dsl).lookUp(TENANT, handles)),
                sent(dsl -> new CiphertextSizes(dsl).find(TENANT, handles)),
                sent(dsl -> new PendingResults(dsl)
                        .among(handles.stream()
                                .map(handle -> new TenantHandle(TENANT, handle))
                                .toList())),
                sent(dsl -> new KnownHandles(dsl).types(TENANT, handles)),
                sent(dsl -> new ComputationRepository(dsl).stored(TENANT, handles)));
    }

    private Query sent(Consumer<DSLContext> call) {
        AtomicReference<Query> sent = new AtomicReference<>();
        call.accept(DSL.using(database.dsl()
                .configuration()
                .derive(new DefaultExecuteListenerProvider(new ExecuteListener() {
                    @Override
                    public void executeStart(ExecuteContext context) {
                        sent.set(context.query());
                    }
                }))));
        return Objects.requireNonNull(sent.get());
    }

    /** The plan of the statement, prepared with its parameters' types: for these values, or the generic one. */
    private String plan(Query statement, String mode) {
        Prepared prepared = Prepared.of(statement);
        return inTransaction(session -> {
            session.execute("set local plan_cache_mode = " + mode);
            // Only the shape of the statement may determine the plan.
            session.execute("set local enable_seqscan = on");
            session.execute(prepared.prepare());
            return explained(session, prepared);
        });
    }

    /** The plan that executes the statement after the tables have changed since planning. */
    private String planAfter(Query statement, Runnable change) {
        Prepared prepared = Prepared.of(statement);
        return inTransaction(session -> {
            session.execute("set local plan_cache_mode = force_generic_plan");
            session.execute(prepared.prepare());
            session.execute(prepared.execute());
            change.run();
            return explained(session, prepared);
        });
    }

    private static String explained(Statement session, Prepared prepared) throws SQLException {
        try (ResultSet plan = session.executeQuery("explain (format json) " + prepared.execute())) {
            plan.next();
            return plan.getString(1);
        } finally {
            session.execute("deallocate lookup");
        }
    }

    private interface Session {
        String use(Statement session) throws SQLException;
    }

    private String inTransaction(Session use) {
        return database.dsl().connectionResult(connection -> {
            connection.setAutoCommit(false);
            try (Statement session = connection.createStatement()) {
                session.setEscapeProcessing(false);
                return use.use(session);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        });
    }

    /** A statement in SQL: its preparation, and its execution with its values. */
    private record Prepared(String prepare, String execute) {
        static Prepared of(Query statement) {
            List<String> types = new ArrayList<>();
            List<String> values = new ArrayList<>();
            StringBuilder sql = new StringBuilder();
            String[] parts = statement.getSQL().split("\\?", -1);
            for (int i = 0; i < parts.length; i++) {
                sql.append(parts[i]);
                if (i < parts.length - 1) {
                    Object value = statement.getBindValues().get(i);
                    types.add(typeOf(value));
                    values.add(literal(value));
                    sql.append('$').append(i + 1);
                }
            }
            return new Prepared(
                    "prepare lookup(" + String.join(", ", types) + ") as " + sql,
                    "execute lookup(" + String.join(", ", values) + ")");
        }
    }

    private static String typeOf(Object value) {
        return switch (value) {
            case byte[][] array -> "bytea[]";
            case Integer[] array -> "integer[]";
            default -> "integer";
        };
    }

    private static String literal(Object value) {
        return switch (value) {
            case byte[][] array ->
                array(Arrays.stream(array)
                        .map(element -> "\"\\\\x" + HexFormat.of().formatHex(element) + "\""));
            case Integer[] array -> array(Arrays.stream(array).map(Object::toString));
            default -> value.toString();
        };
    }

    private static String array(Stream<String> elements) {
        return elements.collect(Collectors.joining(",", "'{", "}'"));
    }

    private static Handle handle(int row) {
        try {
            return Handle.of(MessageDigest.getInstance("SHA-256")
                    .digest(Integer.toString(row).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void fill(int rows) {
        DSLContext dsl = database.dsl();
        dsl.execute("truncate computations, ciphertexts");
        // The statistics are deleted with the rows, and do not come back by themselves.
        dsl.execute("alter table computations set (autovacuum_enabled = false)");
        dsl.execute("alter table ciphertexts set (autovacuum_enabled = false)");
        dsl.execute("delete from pg_statistic where starelid in ('computations'::regclass, 'ciphertexts'::regclass)");
        insert(rows);
    }

    private void insertPending(TenantId tenant, int rows) {
        database.dsl().execute("""
                insert into computations
                    (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar, waits_for)
                select {0}, sha256(('pending ' || n)::bytea), 5, array[sha256(n::text::bytea)], 0, false,
                       case when mod(n, 2) = 0 then sha256(('pending ' || (n - 1))::bytea) end
                from generate_series(1, {1}) as n
                """, DSL.val(tenant.value()), DSL.val(rows));
    }

    private void insert(int rows) {
        DSLContext dsl = database.dsl();
        dsl.execute("""
                insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)
                select 1, sha256(n::text::bytea), '\\x00', 0, 5 from generate_series(0, {0} - 1) as n
                """, DSL.val(rows));
        dsl.execute("""
                insert into computations
                    (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar, is_completed)
                select 1, sha256(n::text::bytea), 5, array[sha256(n::text::bytea)], 0, false, true
                from generate_series(0, {0} - 1) as n
                """, DSL.val(rows));
    }
}
