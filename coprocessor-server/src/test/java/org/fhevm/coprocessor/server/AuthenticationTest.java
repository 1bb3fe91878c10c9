package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.as;
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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.fhevm.coprocessor.common.access.ApiKeyDigest;
import org.fhevm.coprocessor.common.access.NewApiKey;
import org.fhevm.coprocessor.common.access.Right;
import org.fhevm.coprocessor.common.access.Rights;
import org.fhevm.coprocessor.common.access.StoredApiKey;
import org.fhevm.coprocessor.common.repository.ApiKeyRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.config.StatusCodes;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
        assertRefusedWithinASecond(client);
    }

    @Test
    void aDisabledTenantIsRefusedWithinASecondByAllItsKeysAndServedAgainOnceItIsEnabled() {
        FhevmCoprocessorBlockingStub named = client(UUID.randomUUID(), Rights.ALL, null);
        named.getCiphertexts(get());
        server.client().getCiphertexts(get());

        database.dsl().execute("update tenants set disabled_at = now()");

        String refusal =
                "Tenant " + server.tenant() + " is disabled: the operator of this coprocessor serves no call of it";
        assertRefusedWithinASecond(refusal, named);
        assertRefusedWithinASecond(refusal, server.client());
        assertRefusedEverywhere(refusal, named);
        assertRefusedEverywhere(server.client("bearer " + UUID.randomUUID()));

        database.dsl().execute("update tenants set disabled_at = null");
        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(named.getCiphertexts(get()).getResponsesList())
                        .isEmpty());
    }

    @Test
    void aNewTenantIsServedAtOnce() {
        String key = "b1503fb6-d79b-4e9e-826d-44cf262f3e05";
        assertRefused(REFUSAL, () -> server.client("bearer " + key).getCiphertexts(get()));
        server.addTenant(key, ServerUnderTest.ACL, ServerUnderTest.VERIFIER);
        assertThat(server.client("bearer " + key).getCiphertexts(get()).getResponsesList())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Right.class)
    void aKeyOpensTheCallsOfItsRightAndNoOther(Right right) {
        FhevmCoprocessorBlockingStub client = client(UUID.randomUUID(), Rights.of(right), null);
        Map<Right, Runnable> calls = Map.of(
                Right.SCHEDULE, () -> client.asyncCompute(compute()),
                Right.UPLOAD, () -> client.uploadInputs(upload()),
                Right.READ, () -> client.getCiphertexts(get()),
                Right.TRIVIAL_ENCRYPT, () -> client.trivialEncryptCiphertexts(trivial()));
        assertThat(calls).containsOnlyKeys(Right.values());
        calls.forEach((needed, call) -> {
            if (needed == right) {
                call.run();
            } else {
                assertRefused("this API key or certificate does not have the right: " + needed.label(), call::run);
            }
        });
    }

    @Test
    void aCallWithoutItsRightIsDecidedAtItsHeaders() {
        FhevmCoprocessorBlockingStub client = client(UUID.randomUUID(), Rights.of(Right.READ), null);
        AsyncComputation[] tooMany = new AsyncComputation[5001];
        Arrays.fill(tooMany, AsyncComputation.getDefaultInstance());
        assertRefused(
                "this API key or certificate does not have the right: schedule",
                () -> client.asyncCompute(compute(tooMany)));
    }

    @Test
    void aTenantHasItsColumnKeyAndNamedKeysAtOnceUntilTheyEnd() {
        FhevmCoprocessorBlockingStub first = client("first", UUID.randomUUID(), Rights.ALL, null);
        FhevmCoprocessorBlockingStub second = client("second", UUID.randomUUID(), Rights.ALL, null);
        server.client().getCiphertexts(get());
        first.getCiphertexts(get());
        second.getCiphertexts(get());

        keys().revoke(server.tenant(), "first");
        assertRefusedWithinASecond(first);
        second.getCiphertexts(get());

        keys().retireColumnKey(server.tenant());
        assertRefusedWithinASecond(server.client());
        second.getCiphertexts(get());
    }

    @Test
    void theBitsThatReplaceARetiredKeyAreNoKey() {
        keys().retireColumnKey(server.tenant());
        UUID replacement =
                database.dsl().fetchSingle("select tenant_api_key from tenants").get(0, UUID.class);
        assertThat(replacement).isNotEqualTo(UUID.fromString(ServerUnderTest.API_KEY));
        assertRefusedEverywhere(server.client("bearer " + replacement));
    }

    @Test
    void anExpiredKeyIsRefusedLikeAnUnknownOne() {
        assertRefusedEverywhere(
                client(UUID.randomUUID(), Rights.ALL, Instant.now().minusSeconds(1)));
        client("later", UUID.randomUUID(), Rights.ALL, Instant.now().plusSeconds(3600))
                .getCiphertexts(get());
    }

    @Test
    void theLastUseOfAKeyIsStored() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        client("used", UUID.randomUUID(), Rights.ALL, null).getCiphertexts(get());
        await().untilAsserted(() -> assertThat(
                        keys().keysOf(server.tenant()).orElseThrow().keys())
                .singleElement()
                .extracting(StoredApiKey::lastUsedAt, as(InstanceOfAssertFactories.INSTANT))
                .isBetween(before, Instant.now()));
    }

    private FhevmCoprocessorBlockingStub client(UUID key, Rights rights, @Nullable Instant end) {
        return client("test-key", key, rights, end);
    }

    private FhevmCoprocessorBlockingStub client(String name, UUID key, Rights rights, @Nullable Instant end) {
        assertThat(keys().add(new NewApiKey(server.tenant(), name, ApiKeyDigest.of(key), rights, end)))
                .isEqualTo(ApiKeyRepository.Addition.ADDED);
        return server.client("bearer " + key);
    }

    private ApiKeyRepository keys() {
        return new ApiKeyRepository(database.dsl());
    }

    private static void assertRefusedWithinASecond(FhevmCoprocessorBlockingStub client) {
        assertRefusedWithinASecond(REFUSAL, client);
    }

    private static void assertRefusedWithinASecond(String refusal, FhevmCoprocessorBlockingStub client) {
        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertRefused(refusal, () -> client.getCiphertexts(get())));
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

    @Test
    void theCodeOfAMissingRightIsPermissionDeniedWhereCodesByKindAreWanted() {
        try (ServerUnderTest strict = ServerUnderTest.with(
                database, new FakeEvaluator(), config -> config.withStatusCodes(StatusCodes.BY_KIND))) {
            UUID key = UUID.randomUUID();
            keys().add(new NewApiKey(strict.tenant(), "geth", ApiKeyDigest.of(key), Rights.of(Right.SCHEDULE), null));
            Status status = refusal(() -> strict.client("bearer " + key).getCiphertexts(get()));
            assertThat(status.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        }
    }

    private FhevmCoprocessorBlockingStub with(Metadata metadata) {
        return server.anonymous().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    private static void assertRefusedEverywhere(FhevmCoprocessorBlockingStub client) {
        assertRefusedEverywhere(REFUSAL, client);
    }

    private static void assertRefusedEverywhere(String refusal, FhevmCoprocessorBlockingStub client) {
        assertRefused(refusal, () -> client.asyncCompute(compute()));
        assertRefused(refusal, () -> client.uploadInputs(upload()));
        assertRefused(refusal, () -> client.getCiphertexts(get()));
        assertRefused(refusal, () -> client.trivialEncryptCiphertexts(trivial()));
    }
}
