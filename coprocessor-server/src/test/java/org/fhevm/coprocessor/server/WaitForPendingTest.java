package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.server.testing.Requests.bytes;
import static org.fhevm.coprocessor.server.testing.Requests.computation;
import static org.fhevm.coprocessor.server.testing.Requests.compute;
import static org.fhevm.coprocessor.server.testing.Requests.get;
import static org.fhevm.coprocessor.server.testing.Requests.handle;
import static org.fhevm.coprocessor.server.testing.Requests.trivial;
import static org.fhevm.coprocessor.server.testing.Requests.value;

import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorFutureStub;
import io.grpc.fhevmcoprocessor.GetCiphertextResponse;
import io.grpc.fhevmcoprocessor.GetCiphertextSingleResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.repository.CiphertextsAvailable;
import org.fhevm.coprocessor.common.repository.NewCiphertext;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.config.Capacity;
import org.fhevm.coprocessor.server.config.Fairness;
import org.fhevm.coprocessor.server.config.Waiting;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Reads that hold their answer while a result is being computed. */
@EmbeddedDatabase
class WaitForPendingTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Database database;

    @AutoClose
    private final ServerUnderTest server;

    private final FhevmCoprocessorBlockingStub client;
    private final FhevmCoprocessorFutureStub futures;

    WaitForPendingTest(Database database) {
        this.database = database;
        server = waiting(LONG);
        client = server.client();
        futures = FhevmCoprocessorGrpc.newFutureStub(client.getChannel());
        client.trivialEncryptCiphertexts(trivial(value("0a", FheType.UINT8, "07")));
        client.asyncCompute(compute(
                computation(FheOperation.NOT, "0b", handle("0a")), computation(FheOperation.NEG, "0c", handle("0a"))));
        await().until(this::isListening);
    }

    private ServerUnderTest waiting(Duration longest) {
        return ServerUnderTest.with(
                database,
                new FakeEvaluator(),
                config -> config.withCapacity(Capacity.DEFAULT.withMaximumCalls(2000))
                        .withFairness(Fairness.DEFAULT.withWaiting(Waiting.DEFAULT.withPending(longest))));
    }

    private boolean isListening() {
        return gauge("coprocessor_server_announcements_heard") == 1;
    }

    private double gauge(String name) {
        return server.metrics().registry().get(name).gauge().value();
    }

    private int waitingReads() {
        return (int) gauge("coprocessor_server_reads_waiting");
    }

    private double lookups() {
        return server.metrics()
                .registry()
                .get("coprocessor_server_pending_lookups")
                .counter()
                .count();
    }

    /** Stores a result as our worker does. */
    private void complete(String handle) {
        completeSilently(handle);
        new Transactions(database)
                .announce(CiphertextsAvailable.CHANNEL, CiphertextsAvailable.payload(Set.of(server.tenant())));
    }

    /** Stores a result as a worker of the 0.6 backend does. */
    private void completeSilently(String handle) {
        new Transactions(database).run(transaction -> {
            new CiphertextRepository(transaction)
                    .insert(
                            server.tenant(),
                            List.of(NewCiphertext.computed(
                                    Handle.fromHex(handle),
                                    FheType.UINT8,
                                    Bytes.of("done".getBytes(StandardCharsets.US_ASCII)))));
            transaction
                    .update(COMPUTATIONS)
                    .set(COMPUTATIONS.IS_COMPLETED, true)
                    .where(COMPUTATIONS.OUTPUT_HANDLE.eq(bytes(handle).toByteArray()))
                    .execute();
        });
    }

    private static List<Boolean> present(GetCiphertextResponse response) {
        return response.getResponsesList().stream()
                .map(GetCiphertextSingleResponse::hasCiphertext)
                .toList();
    }

    @Test
    void theAnswerComesWithTheResult() throws Exception {
        Future<GetCiphertextResponse> answer = futures.getCiphertexts(get("0b", "0a"));
        await().until(() -> waitingReads() == 1);
        complete("0b");
        assertThat(present(answer.get(2, TimeUnit.SECONDS))).containsExactly(true, true);
        assertThat(waitingReads()).isZero();
    }

    @Test
    void theAnswerComesWhenTheLastOfSeveralResultsIsThereOrHasFailed() throws Exception {
        Future<GetCiphertextResponse> answer = futures.getCiphertexts(get("0b", "ee", "0c", "0a"));
        await().until(() -> waitingReads() == 1);
        complete("0b");
        await().until(() -> lookups() >= 1);
        assertThat(answer.isDone()).isFalse();
        database.dsl()
                .update(COMPUTATIONS)
                .set(COMPUTATIONS.IS_ERROR, true)
                .where(COMPUTATIONS.OUTPUT_HANDLE.eq(new byte[] {0x0c}))
                .execute();
        new Transactions(database).announce(CiphertextsAvailable.CHANNEL, "");
        assertThat(present(answer.get(2, TimeUnit.SECONDS))).containsExactly(true, false, false, true);
    }

    @Test
    void whatNothingComputesIsNotWaitedFor() throws Exception {
        assertThat(present(futures.getCiphertexts(get("ee", "0a")).get(2, TimeUnit.SECONDS)))
                .containsExactly(false, true);
    }

    @Test
    void aResultThatWasNotAnnouncedIsFoundLater() throws Exception {
        Future<GetCiphertextResponse> answer = futures.getCiphertexts(get("0b"));
        await().until(() -> waitingReads() == 1);
        completeSilently("0b");
        assertThat(present(answer.get(20, TimeUnit.SECONDS))).containsExactly(true);
    }

    @Test
    void theAnswerComesWithoutTheResultWhenTheTimeIsUp() {
        try (ServerUnderTest brief = ServerUnderTest.with(
                database,
                new FakeEvaluator(),
                config -> config.withFairness(
                        Fairness.DEFAULT.withWaiting(Waiting.DEFAULT.withPending(Duration.ofMillis(100)))))) {
            brief.client().trivialEncryptCiphertexts(trivial(value("0a", FheType.UINT8, "07")));
            brief.client().asyncCompute(compute(computation(FheOperation.NOT, "0b", handle("0a"))));
            assertThat(present(brief.client().getCiphertexts(get("0a", "0b")))).containsExactly(true, false);
        }
    }

    @Test
    void theAnswerComesBeforeTheCallersDeadline() {
        assertThat(present(client.withDeadlineAfter(3, TimeUnit.SECONDS).getCiphertexts(get("0a", "0b"))))
                .containsExactly(true, false);
    }

    @Test
    void aCallerThatLeavesWaitsNoLonger() {
        Future<GetCiphertextResponse> answer = futures.getCiphertexts(get("0b"));
        await().until(() -> waitingReads() == 1);
        answer.cancel(true);
        await().until(() -> waitingReads() == 0);
    }

    @Test
    void aServerThatStopsAnswersWaitingCallsWithWhatIsThere() throws Exception {
        Future<GetCiphertextResponse> answer = futures.getCiphertexts(get("0a", "0b"));
        await().until(() -> waitingReads() == 1);
        Thread.ofVirtual().start(server.daemon()::close);
        assertThat(present(answer.get(4, TimeUnit.SECONDS))).containsExactly(true, false);
    }

    @Test
    void aListeningConnectionThatIsCutIsMadeAgain() throws Exception {
        Future<GetCiphertextResponse> answer = futures.getCiphertexts(get("0b"));
        Future<GetCiphertextResponse> later = futures.getCiphertexts(get("0c"));
        await().until(() -> waitingReads() == 2);
        assertThat(database.dsl()
                        .fetch("select pg_terminate_backend(pid) from pg_stat_activity"
                                + " where datname = current_database() and state = 'idle'"
                                + " and query in ('listen ciphertexts_available', 'select 1')"))
                .isNotEmpty();
        completeSilently("0b");
        assertThat(present(answer.get(5, TimeUnit.SECONDS))).containsExactly(true);

        await().until(this::isListening);
        complete("0c");
        assertThat(present(later.get(2, TimeUnit.SECONDS))).containsExactly(true);
    }

    @Test
    void aThousandWaitingCallsHoldNoConnectionAndShareTheirQueries() throws Exception {
        List<Future<GetCiphertextResponse>> answers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            answers.add(futures.getCiphertexts(get("0b")));
        }
        await().until(() -> waitingReads() == 1000);
        await().until(() -> busyConnections() == 0);
        double before = lookups();

        complete("0b");

        for (Future<GetCiphertextResponse> answer : answers) {
            assertThat(present(answer.get(20, TimeUnit.SECONDS))).containsExactly(true);
        }
        assertThat(lookups() - before).isLessThan(10);
    }

    /** The connections to this database, except the one of this query. */
    private int busyConnections() {
        return database.dsl()
                .fetchSingle("select count(*) from pg_stat_activity where datname = current_database()"
                        + " and state <> 'idle' and pid <> pg_backend_pid()")
                .get(0, Integer.class);
    }
}
