package org.fhevm.coprocessor.common.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.CIPHERTEXTS;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;

import java.sql.Connection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.computation.Operand;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Transactions that store the same rows in different orders. PostgreSQL finds out after a second that two of them wait
 * for each other, and aborts one. With many callers, that goes on until none has attempts left.
 */
@EmbeddedDatabase
@Timeout(60)
class CollidingInsertsTest {
    private static final TenantId TENANT = new TenantId(1);
    private static final Handle FIRST = Handle.fromHex("0a");
    private static final Handle MIDDLE = Handle.fromHex("0b");
    private static final Handle LAST = Handle.fromHex("0c");

    private final Database database;

    CollidingInsertsTest(Database database) {
        this.database = database;
    }

    @Test
    void overlappingComputationsAreAllInserted() throws Exception {
        assertNoneIsGivenUp((dsl, handles) -> new ComputationRepository(dsl)
                .insert(
                        TENANT,
                        handles.stream()
                                .map(output -> new TypedComputation(
                                        new Computation(
                                                output,
                                                FheOperation.NOT,
                                                List.of(new Operand.Encrypted(Handle.of(new byte[] {1})))),
                                        FheType.UINT8))
                                .toList()));

        assertThat(database.dsl().fetchCount(COMPUTATIONS)).isEqualTo(3);
    }

    @Test
    void overlappingCiphertextsAreAllInserted() throws Exception {
        assertNoneIsGivenUp((dsl, handles) -> new CiphertextRepository(dsl)
                .insert(
                        TENANT,
                        handles.stream()
                                .map(handle -> NewCiphertext.computed(handle, FheType.UINT8, Bytes.of(new byte[] {1})))
                                .toList()));

        assertThat(database.dsl().fetchCount(CIPHERTEXTS)).isEqualTo(3);
    }

    /** While a third transaction holds the middle row, each of two holds the rows that it reaches before it. */
    private void assertNoneIsGivenUp(BiConsumer<DSLContext, List<Handle>> insert) throws Exception {
        Transactions transactions = new Transactions(database);
        AtomicInteger attempts = new AtomicInteger();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
                Connection third = database.openDedicatedConnection()) {
            third.setAutoCommit(false);
            insert.accept(DSL.using(third, SQLDialect.POSTGRES), List.of(MIDDLE));
            List<Future<?>> calls =
                    List.<List<Handle>>of(List.of(FIRST, MIDDLE, LAST), List.of(LAST, MIDDLE, FIRST)).stream()
                            .<Future<?>>map(handles -> callers.submit(() -> transactions.run(transaction -> {
                                attempts.incrementAndGet();
                                insert.accept(transaction, handles);
                            })))
                            .toList();
            awaitTwoWaiting();
            third.commit();
            for (Future<?> call : calls) {
                call.get();
            }
        }
        assertThat(attempts).hasValue(2);
    }

    private void awaitTwoWaiting() {
        await().until(() -> database.dsl().fetchSingle("""
                        select count(*) from pg_stat_activity
                        where datname = current_database() and wait_event_type = 'Lock'
                        """).get(0, Integer.class) >= 2);
    }
}
