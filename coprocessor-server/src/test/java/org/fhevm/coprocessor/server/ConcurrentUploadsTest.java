package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.server.testing.Refusals.assertRefused;
import static org.fhevm.coprocessor.server.testing.Refusals.refusal;
import static org.fhevm.coprocessor.server.testing.Requests.upload;

import io.grpc.fhevmcoprocessor.InputUploadBatch;
import io.grpc.fhevmcoprocessor.InputUploadResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.config.Fairness;
import org.fhevm.coprocessor.server.config.FheWork;
import org.fhevm.coprocessor.server.config.Waiting;
import org.fhevm.coprocessor.server.testing.InputPayloads;
import org.fhevm.coprocessor.server.testing.Requests;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;

/** Uploads of several callers at once. */
@EmbeddedDatabase
class ConcurrentUploadsTest extends UploadScenario {
    ConcurrentUploadsTest(Database database) {
        super(database);
    }

    @Test
    void theSameListsFromSeveralCallersAtOnceAreStoredOnce() throws Exception {
        List<byte[]> lists = new ArrayList<>(IntStream.range(0, 10)
                .mapToObj(seed -> InputPayloads.of(seed, FheType.UINT4, FheType.BOOL))
                .toList());
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<InputUploadResponse>> calls = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                Collections.shuffle(lists, new Random(caller));
                InputUploadBatch request = upload(lists.toArray(byte[][]::new));
                calls.add(callers.submit(() -> {
                    start.await();
                    return client.uploadInputs(request);
                }));
            }
            start.countDown();
            for (Future<InputUploadResponse> call : calls) {
                assertThat(call.get().getUploadResponsesCount()).isEqualTo(10);
            }
        }
        assertThat(server.storedRows()).isEqualTo(10 + 20);
        assertThat(evaluator.expansions()).isEqualTo(10);
    }

    @Test
    void uploadsOfATenantDoNotHoldUpTheSmallestCallOfAnother() throws Exception {
        server.addTenant(OTHER_KEY, ServerUnderTest.ACL, ServerUnderTest.VERIFIER);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        evaluator.beforeExpansion(() -> {
            begun.incrementAndGet();
            awaitLatch(release);
        });
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<InputUploadResponse>> uploads = new ArrayList<>();
            for (int seed = 0; seed < 24; seed++) {
                InputUploadBatch large = upload(InputPayloads.of(seed, FheType.BYTES256, FheType.BYTES128));
                uploads.add(callers.submit(() -> client.uploadInputs(large)));
            }
            await().until(() -> begun.get() == 12);

            server.client("bearer " + OTHER_KEY)
                    .trivialEncryptCiphertexts(Requests.trivial(Requests.value("0a", FheType.BOOL, "01")));

            release.countDown();
            for (Future<InputUploadResponse> upload : uploads) {
                assertThat(upload.get().getUploadResponsesCount()).isEqualTo(1);
            }
        }
    }

    @Test
    void anUploadBeyondTheBoundOfItsTenantWaitsForItsTurnOrIsRefused() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        evaluator.beforeExpansion(() -> {
            begun.countDown();
            awaitLatch(release);
        });
        Fairness one = Fairness.DEFAULT.withFheWork(FheWork.DEFAULT.withMaximumRequestsPerTenant(1));
        Fairness impatient = one.withWaiting(Waiting.DEFAULT.withUpload(Duration.ZERO));
        try (ServerUnderTest patient = ServerUnderTest.with(database, evaluator, config -> config.withFairness(one));
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<InputUploadResponse> first =
                    callers.submit(() -> patient.client().uploadInputs(upload(LIST)));
            begun.await();
            Future<InputUploadResponse> second =
                    callers.submit(() -> patient.client().uploadInputs(upload(InputPayloads.of(2, FheType.BOOL))));
            await().until(() -> patient.metrics()
                            .registry()
                            .get("coprocessor_server_fhe_requests_waiting")
                            .gauge()
                            .value()
                    == 1);
            assertRefused(
                    "Too much FHE work of this tenant is under way, maximum: 1 requests, 65536 blocks, try again later",
                    () -> patient.client()
                            .trivialEncryptCiphertexts(Requests.trivial(Requests.value("0a", FheType.BOOL, "01"))));
            release.countDown();
            assertThat(first.get().getUploadResponsesCount()).isEqualTo(1);
            assertThat(second.get().getUploadResponsesCount()).isEqualTo(1);
        }
        CountDownLatch again = new CountDownLatch(1);
        CountDownLatch begunAgain = new CountDownLatch(1);
        evaluator.beforeExpansion(() -> {
            begunAgain.countDown();
            awaitLatch(again);
        });
        try (ServerUnderTest hurried =
                        ServerUnderTest.with(database, evaluator, config -> config.withFairness(impatient));
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<InputUploadResponse> first =
                    callers.submit(() -> hurried.client().uploadInputs(upload(LIST)));
            begunAgain.await();
            assertThat(refusal(() -> hurried.client().uploadInputs(upload(InputPayloads.of(2, FheType.BOOL))))
                            .getDescription())
                    .startsWith("Too much FHE work of this tenant is under way");
            again.countDown();
            assertThat(first.get().getUploadResponsesCount()).isEqualTo(1);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void noTransactionIsOpenDuringFheWork() {
        evaluator.beforeExpansion(() -> assertThat(database.dsl()
                        .fetchSingle(
                                "select count(*) from pg_stat_activity where datname = current_database() and state like"
                                        + " 'idle in transaction%'")
                        .get(0, Integer.class))
                .isZero());
        client.uploadInputs(upload(LIST));
        assertThat(evaluator.expansions()).isEqualTo(1);
    }
}
