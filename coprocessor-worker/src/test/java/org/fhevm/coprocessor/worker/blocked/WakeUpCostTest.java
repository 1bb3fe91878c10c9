package org.fhevm.coprocessor.worker.blocked;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.BlockedComputations;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The cost of finding the rows of many handles among 200,000, with and without statistics. A scan of the table takes
 * ten seconds.
 */
@Tag("slow")
@EmbeddedDatabase
class WakeUpCostTest {
    private static final TenantId TENANT = new TenantId(1);
    private static final int ROWS = 200_000;
    private static final int HANDLES = 700;
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Database database;

    WakeUpCostTest(Database database) {
        this.database = database;
    }

    @Test
    void rowsOfManyHandlesAreFoundByIndex() {
        new QueueFixture(database).clear();
        fill();
        measure("without statistics");
        database.dsl().execute("analyze computations");
        measure("with statistics");
    }

    private void measure(String title) {
        List<Handle> handles = database.dsl()
                .fetch("select sha256((n * 100 + 1)::text::bytea) from generate_series(1, " + HANDLES + ") as n")
                .map(row -> Handle.of(row.get(0, byte[].class)));
        database.dsl().execute("""
                insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)
                select 1, sha256((n * 100 + 1)::text::bytea), '', 0, 5 from generate_series(1, %d) as n
                on conflict do nothing
                """.formatted(HANDLES));
        Duration dependents = time(() -> assertThat(new BlockedMarks(database).removeFromDependents(TENANT, handles))
                .isEqualTo(HANDLES));
        reset();
        Duration wake = time(() -> new BlockedComputations(database.dsl()).wake(TENANT, handles));
        assertThat(reset()).isEqualTo(HANDLES);
        System.out.printf(
                "%s: dependents of %d failures in %.1f ms, rows that wait for %d uploads in %.1f ms%n",
                title, HANDLES, dependents.toNanos() / 1e6, HANDLES, wake.toNanos() / 1e6);
        assertThat(dependents).isLessThan(LONGEST);
        assertThat(wake).isLessThan(LONGEST);
    }

    private static Duration time(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Inserts rows: every second one is completed, and each of the others waits for the one before it. */
    private void fill() {
        database.dsl().execute("""
                insert into computations
                    (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar, is_completed, waits_for)
                select 1, sha256(n::text::bytea), 5, array[sha256((n - 1)::text::bytea), 'x'], 0, false, mod(n, 2) = 1,
                       case when mod(n, 2) = 0 then sha256((n - 1)::text::bytea) end
                from generate_series(1, %d) as n
                """.formatted(ROWS));
    }

    /** Marks the rows again that were woken, and returns their number. */
    private int reset() {
        return database.dsl()
                .execute(
                        "update computations set waits_for = dependencies[1] where not is_completed and waits_for is null");
    }
}
