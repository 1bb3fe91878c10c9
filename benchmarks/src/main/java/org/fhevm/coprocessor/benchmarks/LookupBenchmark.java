package org.fhevm.coprocessor.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.repository.HandleArray;
import org.fhevm.coprocessor.common.repository.KnownHandles;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseCreation;
import org.fhevm.coprocessor.database.embedded.EmbeddedPostgres;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * Measures lookups of handles, and the fastest of all plans that PostgreSQL can be made to use for the same question:
 * three forms of the statement, each with the planner's ways of joining and scanning allowed and forbidden in turn. All
 * of them are sent, answered and read in the same way.
 */
public final class LookupBenchmark {
    private static final TenantId TENANT = new TenantId(1);
    private static final List<Integer> ROWS = List.of(1_000, 6_000, 20_000, 100_000, 1_000_000);
    private static final List<Integer> HANDLES = List.of(1, 100, 700, 5_000);
    private static final int REPETITIONS = 15;
    /** An alternative that takes longer than this is not the best one. */
    private static final int PATIENCE_MILLISECONDS = 2_000;

    private static final List<String> PLANNERS = List.of(
            "select",
            "set local enable_seqscan = off",
            "set local enable_nestloop = off",
            "set local enable_hashjoin = off; set local enable_mergejoin = off");

    private static final List<String> CIPHERTEXT_SHAPES = List.of("""
            select handle, ciphertext_version, ciphertext_type, octet_length(ciphertext), ciphertext from ciphertexts
            where tenant_id = {0} and handle = any({1})
            """, """
            select c.handle, ciphertext_version, ciphertext_type, octet_length(ciphertext), ciphertext
            from unnest({1}) as asked(handle) join ciphertexts as c on c.tenant_id = {0} and c.handle = asked.handle
            """, """
            select c.handle, ciphertext_version, ciphertext_type, octet_length(ciphertext), ciphertext from ciphertexts as c
            where c.tenant_id = {0} and c.handle in (select * from unnest({1}))
            """);

    private static final List<String> TYPE_SHAPES = List.of("""
            select handle, ciphertext_type from ciphertexts where tenant_id = {0} and handle = any({1})
            union all
            select output_handle, output_type from computations where tenant_id = {0} and output_handle = any({1})
            """, """
            select asked.handle, c.ciphertext_type, a.output_type
            from unnest({1}) as asked(handle)
            left join ciphertexts as c on c.tenant_id = {0} and c.handle = asked.handle
            left join computations as a on a.tenant_id = {0} and a.output_handle = asked.handle
            """);

    private final Database database;

    private LookupBenchmark(Database database) {
        this.database = database;
    }

    /** @param arguments most rows; a million if there are none */
    public static void main(String[] arguments) throws Exception {
        int most = arguments.length == 0 ? 1_000_000 : Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("lookup-benchmark");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, EmbeddedPostgres.Data.DISCARDED)) {
            DatabaseCreation.createIfMissing(postgres.url("lookups"));
            try (Database database = Database.open(DatabaseConfig.of(postgres.url("lookups")))) {
                database.migrations().apply();
                LookupBenchmark benchmark = new LookupBenchmark(database);
                print("| rows | handles | statistics | ciphertexts ms (best) | types ms (best) |");
                print("|---|---|---|---|---|");
                for (int rows : ROWS) {
                    if (rows <= most) {
                        benchmark.run(rows);
                    }
                }
            }
        }
    }

    private void run(int rows) {
        fill(rows);
        for (String statistics : List.of("missing", "fresh")) {
            if (statistics.equals("fresh")) {
                database.dsl().execute("analyze computations, ciphertexts");
            }
            for (int count : HANDLES) {
                Set<Handle> handles = handles(rows, count);
                Runnable look = () -> new CiphertextRepository(database.dsl()).lookUp(TENANT, handles);
                double bestCiphertexts = best(CIPHERTEXT_SHAPES, handles);
                double ciphertexts = fastest(look);
                Runnable find = () -> new KnownHandles(database.dsl()).types(TENANT, handles);
                double bestTypes = best(TYPE_SHAPES, handles);
                double types = fastest(find);
                print(
                        "| %,d | %,d | %s | %.2f (%.2f) | %.2f (%.2f) |",
                        rows,
                        count,
                        statistics,
                        ciphertexts,
                        Math.min(ciphertexts, bestCiphertexts),
                        types,
                        Math.min(types, bestTypes));
            }
        }
    }

    private double best(List<String> shapes, Collection<Handle> handles) {
        double best = Double.POSITIVE_INFINITY;
        for (String shape : shapes) {
            for (String planner : PLANNERS) {
                best = Math.min(best, fastest(shape, planner, handles));
            }
        }
        return best;
    }

    private double fastest(String shape, String planner, Collection<Handle> handles) {
        try {
            return database.dsl().transactionResult(configuration -> {
                DSLContext transaction = configuration.dsl();
                transaction.execute(planner);
                transaction.execute("set local statement_timeout = " + PATIENCE_MILLISECONDS);
                return fastest(() -> transaction
                        .resultQuery(shape, DSL.val(TENANT.value()), HandleArray.of(handles))
                        .forEach(row -> Handle.ofAnyLength(row.get(0, byte[].class))));
            });
        } catch (DataAccessException e) {
            // It exceeded the time limit, so it is not the best.
            return Double.POSITIVE_INFINITY;
        }
    }

    /** The fastest of enough calls for the driver and the server to prepare the statement, and some more. */
    private static double fastest(Runnable lookup) {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < REPETITIONS; i++) {
            long began = System.nanoTime();
            lookup.run();
            fastest = Math.min(fastest, System.nanoTime() - began);
        }
        return fastest / 1e6;
    }

    /** Half of them exist, as far as there are rows. */
    private Set<Handle> handles(int rows, int count) {
        return new HashSet<>(database.dsl()
                .resultQuery(
                        "select sha256((case when n % 2 = 0 then n * ({1} / {0}) % {1} else -n end)::text::bytea)"
                                + " from generate_series(1, {0}) as n",
                        DSL.inline(count), DSL.inline(Math.max(rows, count)))
                .fetch(row -> Handle.ofAnyLength(row.get(0, byte[].class))));
    }

    private void fill(int rows) {
        DSLContext dsl = database.dsl();
        dsl.execute("truncate computations, ciphertexts");
        dsl.execute("drop index if exists computations_dependencies_index");
        dsl.execute("alter table computations set (autovacuum_enabled = false)");
        dsl.execute("alter table ciphertexts set (autovacuum_enabled = false)");
        dsl.execute("delete from pg_statistic where starelid in ('computations'::regclass, 'ciphertexts'::regclass)");
        dsl.execute("""
                insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)
                select 1, sha256(n::text::bytea), '\\x00', 0, 5 from generate_series(0, {0} - 1) as n
                """, DSL.inline(rows));
        dsl.execute("""
                insert into computations
                    (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar, is_completed)
                select 1, sha256(n::text::bytea), 5, array[sha256(n::text::bytea)], 0, false, true
                from generate_series(0, {0} - 1) as n
                """, DSL.inline(rows));
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
