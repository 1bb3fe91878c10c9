package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.server.testing.Refusals.assertRefused;
import static org.fhevm.coprocessor.server.testing.Refusals.refusal;
import static org.fhevm.coprocessor.server.testing.Requests.compute;
import static org.fhevm.coprocessor.server.testing.Requests.get;
import static org.fhevm.coprocessor.server.testing.Requests.trivial;
import static org.fhevm.coprocessor.server.testing.Requests.upload;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Arrays;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.config.StatusCodes;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EmbeddedDatabase
class AuthenticationTest {
    private static final String REFUSAL = "API key unknown/invalid/not provided";

    private final Database database;

    @AutoClose
    private final ServerUnderTest server;

    AuthenticationTest(Database database) {
        this.database = database;
        server = ServerUnderTest.with(database, new FakeEvaluator());
    }

    @Test
    void noCallIsServedWithoutAKey() {
        assertRefusedEverywhere(server.anonymous());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bearer invalid-guid",
                "bearer 9a671665-3842-400f-b4d1-37e194e5e9a0",
                "basic a1503fb6-d79b-4e9e-826d-44cf262f3e05",
                "bearer 1-1-1-1-1"
            })
    void aKeyThatNoTenantHasIsRefusedLikeNone(String authorization) {
        assertRefusedEverywhere(server.client(authorization));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bearer a1503fb6-d79b-4e9e-826d-44cf262f3e05",
                "Bearer A1503FB6-D79B-4E9E-826D-44CF262F3E05",
                "bearer {a1503fb6-d79b-4e9e-826d-44cf262f3e05}"
            })
    void aTenantIsKnownByItsKey(String authorization) {
        assertThat(server.client(authorization).uploadInputs(upload()).getUploadResponsesList())
                .isEmpty();
    }

    @Test
    void ofSeveralEntriesTheFirstCounts() {
        Metadata goodFirst = ServerUnderTest.authorization("bearer " + ServerUnderTest.API_KEY);
        goodFirst.merge(ServerUnderTest.authorization("bearer nothing"));
        Metadata badFirst = ServerUnderTest.authorization("bearer nothing");
        badFirst.merge(ServerUnderTest.authorization("bearer " + ServerUnderTest.API_KEY));

        assertThat(with(goodFirst).getCiphertexts(get()).getResponsesList()).isEmpty();
        assertRefused(REFUSAL, () -> with(badFirst).getCiphertexts(get()));
    }

    @Test
    void aRevokedKeyIsRefusedWithinASecondHoweverOftenItIsUsed() {
        FhevmCoprocessorBlockingStub client = server.client();
        client.getCiphertexts(get());
        database.dsl().execute("delete from tenants");
        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertRefused(REFUSAL, () -> client.getCiphertexts(get())));
    }

    @Test
    void aNewTenantIsServedAtOnce() {
        String key = "b1503fb6-d79b-4e9e-826d-44cf262f3e05";
        assertRefused(REFUSAL, () -> server.client("bearer " + key).getCiphertexts(get()));
        server.addTenant(key, ServerUnderTest.ACL, ServerUnderTest.VERIFIER);
        assertThat(server.client("bearer " + key).getCiphertexts(get()).getResponsesList())
                .isEmpty();
    }

    /** Callers with a key observe the order of the specification's checks. */
    @Test
    void aCallerWithoutAKeyDoesNotLearnWhetherItsRequestIsTooLarge() {
        AsyncComputation[] tooMany = new AsyncComputation[5001];
        Arrays.fill(tooMany, AsyncComputation.getDefaultInstance());
        assertRefused(REFUSAL, () -> server.anonymous().asyncCompute(compute(tooMany)));
        assertRefused(
                "maximum ciphertexts exceeded in batch, maximum: 5000, got: 5001",
                () -> server.client().asyncCompute(compute(tooMany)));
    }

    @Test
    void theCodeIsUnauthenticatedWhereCodesByKindAreWanted() {
        try (ServerUnderTest strict = ServerUnderTest.with(
                database, new FakeEvaluator(), config -> config.withStatusCodes(StatusCodes.BY_KIND))) {
            Status status = refusal(() -> strict.anonymous().getCiphertexts(get()));
            assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(status.getDescription()).isEqualTo(REFUSAL);
        }
    }

    private FhevmCoprocessorBlockingStub with(Metadata metadata) {
        return server.anonymous().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    private static void assertRefusedEverywhere(FhevmCoprocessorBlockingStub client) {
        assertRefused(REFUSAL, () -> client.asyncCompute(compute()));
        assertRefused(REFUSAL, () -> client.uploadInputs(upload()));
        assertRefused(REFUSAL, () -> client.getCiphertexts(get()));
        assertRefused(REFUSAL, () -> client.trivialEncryptCiphertexts(trivial()));
    }
}
