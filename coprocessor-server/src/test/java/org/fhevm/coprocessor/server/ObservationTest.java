package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.server.testing.Refusals.refusal;
import static org.fhevm.coprocessor.server.testing.Requests.compute;
import static org.fhevm.coprocessor.server.testing.Requests.get;
import static org.fhevm.coprocessor.server.testing.Requests.trivial;
import static org.fhevm.coprocessor.server.testing.Requests.upload;
import static org.fhevm.coprocessor.server.testing.Requests.value;

import io.grpc.Metadata;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import io.grpc.stub.MetadataUtils;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.InputPayloads;
import org.fhevm.coprocessor.server.testing.LogCapture;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids, log lines and metrics of a call, for its caller and for operators. */
@EmbeddedDatabase
class ObservationTest {
    private static final Metadata.Key<String> REQUEST_ID =
            Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

    private final FakeEvaluator evaluator = new FakeEvaluator();

    @AutoClose
    private final ServerUnderTest server;

    ObservationTest(Database database) {
        server = ServerUnderTest.with(database, evaluator);
    }

    @Test
    void callsAreCountedUnderTheNamesThatDashboardsQuery() {
        server.client().asyncCompute(compute());
        server.client().asyncCompute(compute());
        refusal(() -> server.anonymous().asyncCompute(compute()));
        server.client().uploadInputs(upload());
        refusal(() -> server.anonymous().getCiphertexts(get()));
        server.client().trivialEncryptCiphertexts(trivial());

        await().untilAsserted(() -> assertThat(server.metrics().scrape().lines())
                .contains(
                        "coprocessor_async_compute_count 3.0",
                        "coprocessor_async_compute_errors 1.0",
                        "coprocessor_upload_inputs_count 1.0",
                        "coprocessor_upload_inputs_errors 0.0",
                        "coprocessor_get_ciphertexts_count 1.0",
                        "coprocessor_get_ciphertexts_errors 1.0",
                        "coprocessor_trivial_encrypt_count 1.0",
                        "coprocessor_trivial_encrypt_errors 0.0",
                        "coprocessor_call_duration_seconds_count{method=\"AsyncCompute\",outcome=\"ok\"} 2",
                        "coprocessor_call_duration_seconds_count{method=\"AsyncCompute\",outcome=\"error\"} 1",
                        "coprocessor_calls_refused_total{kind=\"unauthenticated\",method=\"AsyncCompute\"} 1.0",
                        "coprocessor_calls_refused_total{kind=\"unauthenticated\",method=\"GetCiphertexts\"} 1.0",
                        "coprocessor_calls_refused_total{kind=\"not_found\",method=\"GetCiphertexts\"} 0.0"));
    }

    @Test
    void callsWhoseCallersAreGoneAreCountedApart() {
        CountDownLatch goOn = new CountDownLatch(1);
        evaluator.beforeExpansion(() -> awaitUninterrupted(goOn));
        refusal(() -> server.client()
                .withDeadlineAfter(300, TimeUnit.MILLISECONDS)
                .uploadInputs(upload(InputPayloads.of(1, FheType.UINT8))));
        goOn.countDown();

        await().untilAsserted(() -> assertThat(server.metrics().scrape().lines())
                .contains(
                        "coprocessor_upload_inputs_count 1.0",
                        "coprocessor_upload_inputs_errors 0.0",
                        "coprocessor_call_duration_seconds_count{method=\"UploadInputs\",outcome=\"ok\"} 0",
                        "coprocessor_tenant_calls_total{method=\"UploadInputs\",tenant=\"" + server.tenant()
                                + "\"} 1.0",
                        "coprocessor_call_duration_seconds_count{method=\"UploadInputs\",outcome=\"cancelled\"} 1"));
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRefusedCallIsLoggedWithItsTenantAndIdAndWithoutItsKey() {
        try (LogCapture log = LogCapture.of("grpc_server")) {
            refusal(() -> withId("gateway:7").trivialEncryptCiphertexts(trivial(value("0a", 12, "01"))));

            assertThat(log.lines())
                    .containsExactly("INFO TrivialEncryptCiphertexts refused: fhevm error: UnknownFheType(12)"
                            + " {request_id=gateway:7, tenant=" + server.tenant() + "}");
        }
    }

    @Test
    void callersThatAreNotKnownAreLoggedWithoutWhatTheySent() {
        try (LogCapture log = LogCapture.of("grpc_server")) {
            refusal(() ->
                    server.client("bearer b1503fb6-d79b-4e9e-826d-44cf262f3e05").getCiphertexts(get()));

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("INFO GetCiphertexts refused: API key unknown/invalid/not provided {request_id=")
                    .doesNotContain("tenant", "b1503fb6");
        }
    }

    private FhevmCoprocessorBlockingStub withId(String id) {
        Metadata headers = new Metadata();
        headers.put(REQUEST_ID, id);
        return server.client().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Test
    void anAnswerCarriesTheIdThatTheCallerBrought() {
        assertThat(idOfAnswer("gateway:42")).isEqualTo("gateway:42");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "two words", "a\u007fb", "0123456789012345678901234567890123456789012345678901234567890123x"
            })
    void anIdThatCouldSpoilALogIsReplaced(String brought) {
        assertThat(idOfAnswer(brought)).isNotEqualTo(brought).matches("[0-9a-f]{16}");
    }

    private String idOfAnswer(String brought) {
        Metadata headers = new Metadata();
        headers.put(REQUEST_ID, brought);
        AtomicReference<Metadata> answerHeaders = new AtomicReference<>();
        FhevmCoprocessorBlockingStub client = server.client()
                .withInterceptors(
                        MetadataUtils.newAttachHeadersInterceptor(headers),
                        MetadataUtils.newCaptureMetadataInterceptor(answerHeaders, new AtomicReference<>()));
        client.getCiphertexts(get());
        return Objects.requireNonNull(answerHeaders.get()).get(REQUEST_ID);
    }
}
