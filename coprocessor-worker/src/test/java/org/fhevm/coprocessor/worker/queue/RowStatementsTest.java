package org.fhevm.coprocessor.worker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fhevm.coprocessor.worker.QueueFixture.add;
import static org.fhevm.coprocessor.worker.QueueFixture.handle;
import static org.fhevm.coprocessor.worker.QueueFixture.key;

import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.tracing.TraceParent;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.coprocessor.worker.plan.RowDecoding;
import org.fhevm.coprocessor.worker.plan.StoredOperands;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single statements on rows of the queue, at the bounds of what they take. */
@EmbeddedDatabase
class RowStatementsTest {
    private static final TenantId ONE = new TenantId(1);
    private static final int LONGEST_REASON = 2000;

    private final Database database;
    private final QueueFixture queue;

    RowStatementsTest(Database database) {
        this.database = database;
        this.queue = new QueueFixture(database);
    }

    @BeforeEach
    void clear() {
        queue.clear();
    }

    @Test
    void readTheLongestNameAndMeasureALongerOne() {
        insert("repeat('h', %d)".formatted(RowDecoding.LONGEST_HANDLE), "array['a', 'a']");
        insert("repeat('i', %d)".formatted(RowDecoding.LONGEST_HANDLE + 1), "array['a', 'a']");

        List<QueueRow> rows = rows();

        assertThat(rows.getFirst().excess()).isEmpty();
        assertThat(rows.getFirst().output().handle().length()).isEqualTo(RowDecoding.LONGEST_HANDLE);
        assertThat(rows.getLast().excess()).contains("its handle has " + (RowDecoding.LONGEST_HANDLE + 1) + " bytes");
        assertThat(rows.getLast().output().handle()).isEqualTo(handle("i".repeat(32)));

        FailureMarks.setUnnameable(database.dsl(), List.of(rows.getLast()));
        assertThat(queue.pending()).isEqualTo(1);
        assertThat(database.dsl().fetchValue("select error_message from computations where is_error"))
                .isEqualTo("its handle has " + (RowDecoding.LONGEST_HANDLE + 1) + " bytes");
    }

    /** The header of an array takes 20 bytes as it is sent, and each element 4 more than its length. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "array['a', 'a'] | Decoded",
                "array[['a', 'a'], ['a', 'a']] | its operands are no list of handles and scalars",
                "array[]::bytea[] | expected_operands: 2, got_operands: 0",
                "array['a', 'a', 'a'] | expected_operands: 2, got_operands: 3",
                "array['a', 'a', 'a', 'a'] | expected_operands: 2, got_operands: 4",
                "array['a', repeat('x', 2048)::bytea] | Decoded",
                "array['a', repeat('x', 6202)::bytea] | its operand 2 is a handle of 6202 bytes",
                "array['a', 'a', repeat('x', 6198)::bytea] | expected_operands: 2, got_operands: 3",
                "array['a', 'a', repeat('x', 6199)::bytea] | its operands take 6233 bytes",
                "array['a', 'a', 'a', repeat('x', 6199)::bytea] | got_operands: 4",
                "array['a', repeat('x', 100000)::bytea] | its operands take 100029 bytes",
            })
    void readOperandsWithinTheBoundsAndMeasureOthers(String dependencies, String expected) {
        assertThat(StoredOperands.MAXIMUM_BYTES).isEqualTo(6232);
        insert("'b'", dependencies);

        List<RowDecoding> decoded = new RowContents(database.dsl()).of(rows());

        assertThat(decoded)
                .singleElement()
                .satisfies(row -> assertThat(row.toString()).contains(expected));
    }

    @Test
    void keepTheOrderOfTheRows() {
        queue.submit(ONE, add("b", "a", "a"), add("c", "a", "a"), add("d", "a", "a"));

        assertThat(new RowContents(database.dsl()).of(rows().reversed()))
                .map(row -> ((RowDecoding.Decoded) row).computation().output())
                .containsExactly(key(ONE, "d"), key(ONE, "c"), key(ONE, "b"));
    }

    @Test
    void failWhenARowIsNoLongerWhereItWasLocked() {
        queue.submit(ONE, add("b", "a", "a"));
        QueueRow moved = new QueueRow(key(ONE, "b"), "its handle has 9999 bytes", 1L, 0, 0, 0, null, false, "(4000,1)");

        assertMissing(dsl -> LeaseMarks.take(dsl, UUID.randomUUID(), List.of(moved)));
        assertMissing(dsl -> CompletionMarks.set(dsl, List.of(moved.locator())));
        assertMissing(dsl -> FailureMarks.setUnnameable(dsl, List.of(moved)));
        RowLocators.requireAll(1, 1);
    }

    @Test
    void cutALongReason() {
        queue.submit(ONE, add("b", "a", "a"), add("c", "a", "a"));
        String longest = "€".repeat(LONGEST_REASON);

        FailureMarks.set(
                database.dsl(),
                List.of(
                        FailureMarks.Failure.ofItself(key(ONE, "b"), longest),
                        FailureMarks.Failure.ofItself(key(ONE, "c"), longest + "€")));

        assertThat(queue.error(ONE, "b")).contains(longest);
        assertThat(queue.error(ONE, "c")).contains(longest + "…");
        assertThat(database.dsl().fetchValue("select max(octet_length(error_message)) from computations"))
                .isEqualTo(FailureMarks.MAXIMUM_REASON_BYTES);
    }

    @Test
    void countAttemptsUpToTheLargestNumber() {
        assertThat(new Lease(key(ONE, "b"), 1, 0).attemptsWithThis()).isEqualTo(1);
        assertThat(new Lease(key(ONE, "b"), 1, Integer.MAX_VALUE - 1).attemptsWithThis())
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(new Lease(key(ONE, "b"), 1, Integer.MAX_VALUE).attemptsWithThis())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 24, 26, 100_000})
    void takeTraceContextsOfTheirLengthOnly(int bytes) {
        queue.submit(ONE, add("b", "a", "a"));

        assertThatThrownBy(() -> setTraceContext(bytes))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("computations_trace_context_check");
        setTraceContext(TraceParent.STORED_BYTES);
        assertThat(new TraceContexts(database.dsl()).of(List.of(key(ONE, "b"), key(ONE, "c"))))
                .containsOnlyKeys(key(ONE, "b"));
    }

    private void setTraceContext(int bytes) {
        database.dsl().execute("update computations set trace_context = repeat('x', ?)::bytea", bytes);
    }

    private void assertMissing(Consumer<DSLContext> statement) {
        assertThatThrownBy(() -> statement.accept(database.dsl()))
                .isInstanceOf(DataAccessException.class)
                .hasMessage("0 of 1 locked rows were found by their locators");
    }

    private List<QueueRow> rows() {
        return QueueRow.of(database.dsl()
                .resultQuery("select %s from computations order by submission".formatted(QueueRow.COLUMNS))
                .fetch());
    }

    private void insert(String output, String dependencies) {
        database.dsl().execute("""
                insert into computations
                    (tenant_id, output_handle, dependencies, fhe_operation, is_scalar, output_type)
                values (1, convert_to(%s, 'UTF8'), %s::bytea[], 0, false, 5)
                """.formatted(output, dependencies));
    }
}
