package org.fhevm.coprocessor.worker.blocked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.worker.QueueFixture.key;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class AwaitedInputCursorTest {
    private static final int STEP = 1000;
    private static final TenantId ONE = new TenantId(1);
    private static final TenantId TWO = new TenantId(2);

    private final Database database;
    private final QueueFixture queue;
    private final AwaitedInputCursor cursor;

    AwaitedInputCursorTest(Database database) {
        this.database = database;
        this.queue = new QueueFixture(database);
        this.cursor = new AwaitedInputCursor(database.dsl());
    }

    @BeforeEach
    void clear() {
        queue.clear();
    }

    @Test
    void meetsEachInputOnceAndThenBeginsAgain() {
        insertBlocked(ONE, "b", 2 * STEP + 5);
        insertBlocked(ONE, "second for the same inputs, b", 10);
        insertBlocked(TWO, "b", 5);

        List<TenantHandle> first = cursor.next();
        List<TenantHandle> second = cursor.next();
        List<TenantHandle> last = cursor.next();

        assertThat(first).hasSize(STEP);
        assertThat(second).hasSize(STEP);
        assertThat(last).hasSize(10).endsWith(key(TWO, "x5"));
        Set<TenantHandle> all = new HashSet<>(first);
        all.addAll(second);
        all.addAll(last);
        assertThat(all).hasSize(2 * STEP + 10);
        assertThat(cursor.next()).isEqualTo(first);
    }

    @Test
    void hasAnEmptyStepAfterAFullOneThatWasTheLast() {
        insertBlocked(ONE, "b", STEP);

        List<TenantHandle> all = cursor.next();

        assertThat(all).hasSize(STEP);
        assertThat(cursor.next()).isEmpty();
        assertThat(cursor.next()).isEqualTo(all);
    }

    /** Rows that wait for the inputs x1, x2 and so on. */
    private void insertBlocked(TenantId tenant, String prefix, int rows) {
        database.dsl().execute("""
                insert into computations
                    (tenant_id, output_handle, dependencies, fhe_operation, is_scalar, output_type, waits_for)
                select %1$d, convert_to('%2$s' || n, 'UTF8'), array[convert_to('x' || n, 'UTF8'), 'a'], 0, false, 5,
                       convert_to('x' || n, 'UTF8')
                from generate_series(1, %3$d) as n
                """.formatted(tenant.value(), prefix, rows));
    }
}
