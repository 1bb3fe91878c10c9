package org.fhevm.coprocessor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.worker.QueueFixture.add;
import static org.fhevm.coprocessor.worker.QueueFixture.binary;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Rows that no worker can compute, of every kind that servers of any version, operators with a prompt, and damage can
 * leave in the queue, among rows in order. The good ones are computed as if they were alone; each bad one fails with
 * its reason. Rows of tenants whose keys are unusable are not bad: they wait until an operator repairs the tenant.
 */
@EmbeddedDatabase
class PoisonTest {
    private static final int GOOD = 200;

    private final Database database;
    private final QueueFixture queue;
    private final TestWorkers workers;
    private TenantId tenant;
    private TenantId other;
    private TenantId unreadableKeys;
    private TenantId spare;
    private final Logger logger = (Logger) LoggerFactory.getLogger(WorkerEvents.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final TenantId absent = new TenantId(4711);

    PoisonTest(Database database) {
        this.database = database;
        this.queue = new QueueFixture(database);
        this.workers = new TestWorkers(database);
    }

    @BeforeEach
    void addTenants() throws Exception {
        log.start();
        logger.setLevel(Level.WARN);
        logger.setAdditive(false);
        logger.addAppender(log);
        queue.clear();
        tenant = queue.addTenant();
        other = queue.addTenant();
        unreadableKeys = queue.addTenant();
        spare = queue.addTenant();
        database.dsl().execute("update tenants set sks_key = '' where tenant_id = " + unreadableKeys);
        for (TenantId id : List.of(tenant, other, unreadableKeys, absent)) {
            queue.store(id, "a", FheType.UINT64, 5);
        }
    }

    @AfterEach
    void stop() {
        workers.close();
        logger.detachAppender(log);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    void harmsNothingAndSaysWhatItIs() {
        insertMeaningless();
        submitUncomputable();
        submitCircles();
        queue.submit(unreadableKeys, add("b", "a", "a"), add("c", "b", "a"));
        queue.submit(absent, add("b", "a", "a"));
        queue.submit(tenant, add("lonely", "never-announced", "a"), add("behind-it", "lonely", "a"));
        submitGood();

        workers.start(TestWorkers.config().withBatchSize(20));

        await().atMost(Duration.ofSeconds(20)).until(() -> queue.pending() == 5);
        for (int i = 0; i < GOOD; i++) {
            assertThat(queue.value(tenant, "g" + i)).contains(10L);
            assertThat(queue.value(other, "g" + i)).contains(10L);
        }
        assertMeaninglessExplained();
        assertUncomputableExplained();
        assertCirclesExplained();
        assertTenantsWithoutKeysWaitUntilTheyHaveSome();

        assertAnHourDoesNotMakeWaitingAnError();
    }

    private void assertTenantsWithoutKeysWaitUntilTheyHaveSome() {
        await().until(() -> workers.scrape().contains("coprocessor_worker_tenants_paused 2.0"));
        assertThat(log())
                .anyMatch(line -> line.matches("tenant " + unreadableKeys
                        + " is passed over for \\d+ ms: its keys cannot be read: not a key"));
        assertThat(log())
                .anyMatch(line -> line.matches("tenant 4711 is passed over for \\d+ ms: there is no such tenant"));
        await().untilAsserted(() -> assertThat(log().stream().filter(line -> line.contains("is passed over")))
                .as("once for each pause")
                .hasSize((int) workers.count(LegacyCounter.WORKER_ERRORS)));
        database.dsl().execute("update tenants set sks_key = '\\x01' where tenant_id = " + unreadableKeys);
        database.dsl().execute("update tenants set tenant_id = 4711 where tenant_id = " + spare);

        await().atMost(Duration.ofSeconds(40)).until(() -> queue.pending() == 2);

        assertThat(queue.value(unreadableKeys, "c")).contains(15L);
        assertThat(queue.value(absent, "b")).contains(10L);
        assertThat(queue.row(unreadableKeys, "b").get(COMPUTATIONS.ATTEMPTS)).isZero();
        assertThat(workers.scrape()).contains("coprocessor_worker_tenants_paused 0.0");
    }

    private List<String> log() {
        return new ArrayList<>(log.list)
                .stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private void insertMeaningless() {
        insertRaw("bad-code", 99, 5, "array['a', 'a']");
        insertRaw("negative-code", -1, 5, "array['a', 'a']");
        insertRaw("bad-type", 0, 77, "array['a', 'a']");
        insertRaw("one-operand", 0, 5, "array['a']");
        insertRaw("no-operand", 0, 5, "array[]");
        insertRaw("null-operand", 0, 5, "array['a', null]");
        insertRaw("table-of-operands", 0, 5, "array[['a', 'a'], ['a', 'a']]");
        insertRaw(
                "endless-name",
                0,
                5,
                "array['a', (select string_agg(sha256(n::text::bytea), '')" + " from generate_series(1, 80) as n)]");
        insertRaw("", 99, 5, "array['a', 'a']");
        database.dsl()
                .execute(
                        "insert into computations (tenant_id, output_handle, dependencies, fhe_operation, is_scalar,"
                                + " output_type, submission) values (1, 'no-place', array['a', 'a']::bytea[], 0, false, 5, null)");
    }

    private void assertMeaninglessExplained() {
        assertThat(queue.error(tenant, "bad-code")).contains("UnknownFheOperation(99)");
        assertThat(queue.error(tenant, "negative-code")).contains("UnknownFheOperation(-1)");
        assertThat(queue.error(tenant, "bad-type")).contains("UnknownFheType(77)");
        assertThat(queue.error(tenant, "one-operand").orElseThrow()).contains("expected_operands: 2, got_operands: 1");
        assertThat(queue.error(tenant, "no-operand").orElseThrow()).contains("expected_operands: 2, got_operands: 0");
        assertThat(queue.error(tenant, "null-operand")).contains("its operand 2 is missing");
        assertThat(queue.error(tenant, "table-of-operands"))
                .contains("its operands are no list of handles and scalars");
        assertThat(queue.error(tenant, "endless-name")).contains("its operand 2 is a handle of 2560 bytes");
        assertThat(queue.error(tenant, "")).contains("UnknownFheOperation(99)");
        assertThat(queue.value(tenant, "no-place")).contains(10L);
    }

    private void submitUncomputable() {
        queue.store(tenant, "small", FheType.UINT8, 1);
        queue.storeBytes(tenant, "corrupt", FheType.UINT64, new byte[] {1, 2, 3});
        database.dsl().execute("insert into ciphertexts values (1, 'strange', '\\x00', 0, 77)");
        queue.submit(
                tenant,
                binary(FheOperation.BIT_XOR, FheType.UINT64, "fails", "a", "a"),
                add("after", "fails", "a"),
                add("later", "after", "a"),
                add("mixed", "a", "small"),
                binary(FheOperation.ADD, FheType.UINT32, "misannounced", "a", "a"),
                add("unreadable", "corrupt", "a"),
                add("untyped", "strange", "a"));
    }

    private void assertUncomputableExplained() {
        String cause = "depends on 0x6661696c73, which failed: attempt to divide by 0";
        assertThat(queue.error(tenant, "fails")).contains("attempt to divide by 0");
        assertThat(queue.error(tenant, "after")).contains(cause);
        assertThat(queue.error(tenant, "later")).contains(cause);
        assertThat(queue.error(tenant, "mixed").orElseThrow()).startsWith("FheOperationDoesntHaveUniformTypesAsInput");
        assertThat(queue.error(tenant, "misannounced"))
                .contains("the result is FheUint64, but was announced as FheUint32");
        assertThat(queue.error(tenant, "unreadable"))
                .contains("input 0x636f7272757074 cannot be read: unexpected end of input");
        assertThat(queue.error(tenant, "untyped"))
                .contains("input 0x737472616e6765 is stored with the unknown type 77");
    }

    private void submitCircles() {
        queue.submit(tenant, add("self", "self", "a"));
        queue.submit(tenant, add("one", "two", "a"), add("two", "three", "a"), add("three", "one", "a"));
        queue.submit(tenant, add("caught", "two", "a"));
    }

    private void assertCirclesExplained() {
        assertThat(queue.error(tenant, "self"))
                .contains("has circular dependency and is uncomputable: 0x73656c66 needs 0x73656c66");
        for (String name : List.of("one", "two", "three")) {
            assertThat(queue.error(tenant, name).orElseThrow())
                    .startsWith("has circular dependency and is uncomputable: ")
                    .contains("0x6f6e65", "0x74776f", "0x7468726565");
        }
        assertThat(queue.error(tenant, "caught").orElseThrow())
                .startsWith("depends on 0x74776f, which failed: has circular dependency");
    }

    private void submitGood() {
        List<TypedComputation> good = new ArrayList<>();
        for (int i = 0; i < GOOD; i++) {
            good.add(add("g" + i, "a", "a"));
        }
        queue.submit(tenant, good.toArray(TypedComputation[]::new));
        queue.submit(other, good.toArray(TypedComputation[]::new));
    }

    private void assertAnHourDoesNotMakeWaitingAnError() {
        database.dsl()
                .execute("update computations set created_at = created_at - interval '1 hour'"
                        + " where not is_completed and not is_error");
        long polls = workers.count(LegacyCounter.WORK_ITEMS_POLLS);
        await().until(() -> workers.count(LegacyCounter.WORK_ITEMS_POLLS) > polls + 3);
        assertThat(queue.error(tenant, "lonely")).isEqualTo(Optional.empty());

        queue.store(tenant, "never-announced", FheType.UINT64, 7);

        await().atMost(Duration.ofSeconds(5)).until(() -> queue.pending() == 0);
        assertThat(queue.value(tenant, "behind-it")).contains(17L);
    }

    private void insertRaw(String output, int operation, int type, String dependencies) {
        database.dsl()
                .execute("insert into computations"
                        + " (tenant_id, output_handle, dependencies, fhe_operation, is_scalar, output_type)"
                        + " values (1, '" + output + "', " + dependencies + "::bytea[], " + operation + ", false, "
                        + type + ")");
    }
}
