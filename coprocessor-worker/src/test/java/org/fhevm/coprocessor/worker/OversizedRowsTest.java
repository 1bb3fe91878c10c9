package org.fhevm.coprocessor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.worker.QueueFixture.add;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.StoredCiphertext;
import org.fhevm.coprocessor.common.tenant.TenantRecord;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.plan.RowDecoding;
import org.fhevm.coprocessor.worker.plan.StoredOperands;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A huge value in each column that a worker reads. The worker goes on with other rows, never fetches the value, and
 * says why the row is not computed. Columns of fixed length are left out: they cannot hold one.
 */
@EmbeddedDatabase
class OversizedRowsTest {
    private static final TenantId ONE = new TenantId(1);

    private final Database database;
    private final QueueFixture queue;
    private final TestWorkers workers;

    OversizedRowsTest(Database database) {
        this.database = database;
        this.queue = new QueueFixture(database);
        this.workers = new TestWorkers(database);
    }

    @BeforeEach
    void addTenant() throws Exception {
        queue.clear();
        queue.addTenant();
        queue.store(ONE, "a", FheType.UINT64, 5);
    }

    @AfterEach
    void stop() {
        workers.close();
    }

    /**
     * A huge value.
     *
     * @param sql statements that store it, in the row {@code 'bad'} or in another row that a worker reads with it
     * @param row condition that selects the row which fails because of it
     * @param reason the beginning of that row's error message, with the size
     */
    private record Huge(String column, String sql, String row, String reason) {
        @Override
        public String toString() {
            return column;
        }
    }

    static Stream<Huge> columns() {
        return Stream.of(
                new Huge(
                        "computations.dependencies, elements",
                        insert("'bad'", "array_fill(''::bytea, array[12000000])"),
                        "output_handle = 'bad'",
                        "its operands take "),
                new Huge(
                        "computations.dependencies, elements that compress well",
                        insert("'bad'", "array_fill(''::bytea, array[100000])"),
                        "output_handle = 'bad'",
                        "UnexpectedOperandCountForFheOperation"),
                new Huge(
                        "computations.dependencies, length",
                        "drop index computations_dependencies_index;"
                                + insert("'bad'", "array[convert_to(repeat('a', 300000), 'UTF8'), 'a']"),
                        "output_handle = 'bad'",
                        "its operands take "),
                new Huge(
                        "computations.output_handle",
                        insert("convert_to(repeat('h', 100000), 'UTF8')", "array['a', 'a']::bytea[]"),
                        "octet_length(output_handle) = 100000",
                        "its handle has 100000 bytes"),
                new Huge(
                        "computations.error_message",
                        insert("'bad'", "array['failed', 'a']::bytea[]")
                                + insert("'failed'", "array['a', 'a']::bytea[]")
                                + "update computations set is_error = true, error_message = repeat('e', 50000000)"
                                + " where output_handle = 'failed'",
                        "output_handle = 'bad'",
                        "depends on 0x6661696c6564, which failed: a reason of 50000000 bytes"),
                new Huge(
                        "computations.error_root",
                        insert("'bad'", "array['failed', 'a']::bytea[]")
                                + insert("'failed'", "array['a', 'a']::bytea[]")
                                + "update computations set is_error = true, error_message = 'no',"
                                + " error_root = convert_to(repeat('e', 50000000), 'UTF8') where output_handle = 'failed'",
                        "output_handle = 'bad'",
                        "depends on 0x6661696c6564, which failed: no"),
                new Huge(
                        "ciphertexts.ciphertext",
                        "insert into ciphertexts values (1, 'huge', convert_to(repeat('c', 200000000), 'UTF8'), 0, 5);"
                                + insert("'bad'", "array['huge', 'a']::bytea[]"),
                        "output_handle = 'bad'",
                        "input 0x68756765 cannot be read: it has 200000000 bytes, and no more than "
                                + StoredCiphertext.MAXIMUM_BYTES + " are read"));
    }

    private static String insert(String output, String dependencies) {
        return "insert into computations"
                + " (tenant_id, output_handle, dependencies, fhe_operation, is_scalar, output_type)"
                + " values (1, " + output + ", " + dependencies + ", 0, false, 5);";
    }

    @ParameterizedTest
    @MethodSource("columns")
    void failsWithTheReasonAndHoldsUpNothing(Huge huge) {
        database.dsl().execute(huge.sql());
        queue.submit(ONE, add("good", "a", "a"), add("better", "good", "a"));

        workers.start(TestWorkers.config());

        await().atMost(Duration.ofSeconds(20)).until(() -> queue.pending() == 0);
        assertThat(queue.value(ONE, "better")).contains(15L);
        List<String> reasons = database.dsl()
                .fetch("select error_message from computations where is_error and " + huge.row())
                .map(row -> row.get(0, String.class));
        assertThat(reasons).singleElement().asString().startsWith(huge.reason());
    }

    @Test
    void theLongestOfEachIsRead() {
        String longest = "x".repeat(RowDecoding.LONGEST_HANDLE);
        queue.store(ONE, longest, FheType.UINT64, 4);
        queue.submit(ONE, add("sum", longest, longest));

        workers.start(TestWorkers.config());

        await().until(() -> queue.pending() == 0);
        assertThat(queue.value(ONE, "sum")).contains(8L);
        assertThat(database.dsl()
                        .fetchSingle(
                                "select octet_length(array_send(array[{0}, {0}, {0}]))",
                                org.jooq.impl.DSL.val(
                                        QueueFixture.handle(longest).bytes()))
                        .get(0, Integer.class))
                .isLessThanOrEqualTo(StoredOperands.MAXIMUM_BYTES);
    }

    @Test
    void anAddressThatIsTooLongIsReadAsItsLength() {
        database.dsl()
                .execute("update tenants set acl_contract_address = repeat('a', 50000000),"
                        + " verifying_contract_address = repeat('v', 50000001)");

        TenantRecord tenant = new TenantRepository(database).find(ONE).orElseThrow();

        assertThat(tenant.aclContractAddress()).isEqualTo("(50000000 bytes)");
        assertThat(tenant.verifyingContractAddress()).isEqualTo("(50000001 bytes)");
    }

    /**
     * The mark of a row that a person wrote: no server stores such an input, and the scan of awaited inputs continues.
     */
    @Test
    void aMarkThatIsTooLongIsLeftOutOfTheScan() {
        database.dsl()
                .execute(insert("'bad'", "array['x', 'a']::bytea[]")
                        + "update computations set waits_for = convert_to(repeat('w', 100000), 'UTF8')");
        queue.submit(ONE, add("good", "later", "a"));
        workers.start(TestWorkers.config());
        await().until(() -> queue.waiting().size() == 2);

        queue.store(ONE, "later", FheType.UINT64, 3);

        await().until(() -> queue.isCompleted(ONE, "good"));
    }

    @Test
    void aTenantWhoseKeyIsTooLongIsPassedOverWithTheReason() throws Exception {
        TenantId two = queue.addTenant();
        queue.store(two, "a", FheType.UINT64, 5);
        database.dsl()
                .execute("update tenants set sks_key = convert_to(repeat('k', 536870913), 'UTF8') where tenant_id = 1");
        queue.submit(ONE, add("waits", "a", "a"));
        queue.submit(two, add("good", "a", "a"));

        workers.start(TestWorkers.config());

        await().atMost(Duration.ofSeconds(20)).until(() -> queue.isCompleted(two, "good"));
        await().until(() -> workers.scrape().contains("coprocessor_worker_tenants_paused 1.0"));
        assertThat(queue.isCompleted(ONE, "waits")).isFalse();
        assertThat(queue.error(ONE, "waits")).isEmpty();
    }
}
