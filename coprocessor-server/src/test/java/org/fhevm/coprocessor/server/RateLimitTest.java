package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.server.testing.Refusals.refusal;
import static org.fhevm.coprocessor.server.testing.Requests.compute;
import static org.fhevm.coprocessor.server.testing.Requests.get;
import static org.fhevm.coprocessor.server.testing.Requests.trivial;
import static org.fhevm.coprocessor.server.testing.Requests.upload;
import static org.fhevm.coprocessor.server.testing.Requests.value;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.fhevm.coprocessor.common.access.RateLimits;
import org.fhevm.coprocessor.common.repository.RateLimitRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.generated.Tables;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.config.StatusCodes;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.InputPayloads;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.tfhe.operation.FheType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Limits of what a tenant uses in a second. Each limit is so low that no test can be too slow for it. */
@EmbeddedDatabase
class RateLimitTest {
    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);
    private static final String OTHER_KEY = "b1503fb6-d79b-4e9e-826d-44cf262f3e05";

    private final Database database;

    @AutoClose
    private @Nullable ServerUnderTest started;

    RateLimitTest(Database database) {
        this.database = database;
    }

    private ServerUnderTest start(String... limits) {
        started = ServerUnderTest.with(
                database,
                new FakeEvaluator(),
                config -> config.withStatusCodes(StatusCodes.BY_KIND)
                        .withFairness(config.fairness().withRates(RateLimits.parse(List.of(limits)))));
        return started;
    }

    private ServerUnderTest server() {
        return Objects.requireNonNull(started);
    }

    /** Checks that a call is refused, with this beginning of its text, and that a client learns how long to wait. */
    private static void assertLimited(String text, ThrowingCallable call) {
        StatusRuntimeException thrown = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(thrown).isNotNull();
        assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(thrown.getStatus().getDescription())
                .startsWith("Too many " + text)
                .matches(".* a second, try again in \\d+ ms");
        String wait = Objects.requireNonNull(
                Objects.requireNonNull(thrown.getTrailers()).get(PUSHBACK));
        assertThat(thrown.getStatus().getDescription()).endsWith("try again in " + wait + " ms");
    }

    @Test
    void callsOfOneRightAreLimitedForEachTenant() {
        start("read.calls=1");
        server().addTenant(OTHER_KEY, ServerUnderTest.ACL, ServerUnderTest.VERIFIER);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> assertLimited(
                        "calls with the right read, maximum: 1",
                        () -> server().client().getCiphertexts(get())));
        server().client().asyncCompute(compute());
        server().client("bearer " + OTHER_KEY).getCiphertexts(get());
        assertThat(server().metrics().scrape())
                .contains("coprocessor_calls_over_rate_total{right=\"read\",unit=\"calls\"} 1.0");
    }

    @Test
    void bytesOfRequestsAreLimited() {
        start("schedule.bytes=1");
        AsyncComputation[] some = new AsyncComputation[1000];
        Arrays.fill(some, AsyncComputation.getDefaultInstance());
        refusal(() -> server().client().asyncCompute(compute(some)));
        assertLimited(
                "bytes in calls with the right schedule, maximum: 1",
                () -> server().client().asyncCompute(compute(some)));
    }

    @Test
    void computationsAreLimited() {
        start("schedule.computations=1");
        AsyncComputation[] some = new AsyncComputation[1000];
        Arrays.fill(some, AsyncComputation.getDefaultInstance());
        refusal(() -> server().client().asyncCompute(compute(some)));
        assertLimited(
                "computations in calls with the right schedule, maximum: 1",
                () -> server().client().asyncCompute(compute(some)));
        server().client().asyncCompute(compute());
    }

    @Test
    void blocksOfUploadsAndEncryptionsAreLimitedBeforeThereIsWorkOnThem() {
        start("upload.blocks=1", "trivial-encrypt.blocks=1");
        server().client().uploadInputs(upload(InputPayloads.of(1, FheType.UINT256)));
        assertLimited(
                "blocks in calls with the right upload",
                () -> server().client().uploadInputs(upload(InputPayloads.of(2, FheType.UINT8))));
        server().client().uploadInputs(upload(InputPayloads.of(1, FheType.UINT256)));

        server().client().trivialEncryptCiphertexts(trivial(value("0a", 5, "01")));
        int stored = server().rows(Tables.CIPHERTEXTS);
        assertLimited(
                "blocks in calls with the right trivial-encrypt",
                () -> server().client().trivialEncryptCiphertexts(trivial(value("0b", 5, "01"))));
        assertThat(server().rows(Tables.CIPHERTEXTS)).isEqualTo(stored);
    }

    @Test
    void bytesOfCiphertextsThatAreReadAreLimited() {
        start("read.bytes=100");
        server().client().trivialEncryptCiphertexts(trivial(value("0a", 5, "01")));
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> assertLimited(
                        "bytes in calls with the right read, maximum: 100",
                        () -> server().client().getCiphertexts(get("0a"))));
    }

    @Test
    void aTenantsOwnLimitHoldsWithinASecond() {
        start();
        for (int call = 0; call < 30; call++) {
            server().client().getCiphertexts(get());
        }
        RateLimitRepository limits = new RateLimitRepository(database.dsl());
        limits.set(server().tenant(), RateLimits.parse(List.of("read.calls=1")));
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> assertLimited(
                        "calls with the right read", () -> server().client().getCiphertexts(get())));
        limits.clear(server().tenant());
        await().atMost(Duration.ofSeconds(2))
                .ignoreExceptions()
                .until(() -> server().client().getCiphertexts(get()).getResponsesCount() == 0);
    }
}
