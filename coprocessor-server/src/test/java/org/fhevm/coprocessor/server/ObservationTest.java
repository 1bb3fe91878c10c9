package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.server.testing.Refusals.refusal;
import static org.fhevm.coprocessor.server.testing.Requests.compute;
import static org.fhevm.coprocessor.server.testing.Requests.get;
import static org.fhevm.coprocessor.server.testing.Requests.trivial;
import static org.fhevm.coprocessor.server.testing.Requests.upload;

import io.grpc.Metadata;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import io.grpc.stub.MetadataUtils;
import java.util.concurrent.atomic.AtomicReference;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call leaves behind for its caller and for operators. */
@EmbeddedDatabase
class ObservationTest {

    private static final Metadata.Key<String> REQUEST_ID =
            Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

    private ServerUnderTest server;

    @BeforeEach
    void start(Database database) {
        server = ServerUnderTest.with(database, new FakeEvaluator());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void callsAreCountedUnderTheNamesThatDashboardsQuery() {
        server.client().asyncCompute(compute());
        server.client().asyncCompute(compute());
        refusal(() -> server.anonymous().asyncCompute(compute()));
        server.client().uploadInputs(upload());
        refusal(() -> server.anonymous().getCiphertexts(get()));
        server.client().trivialEncryptCiphertexts(trivial());

        assertThat(server.metrics().scrape().lines())
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
                        "coprocessor_call_duration_seconds_count{method=\"AsyncCompute\",outcome=\"error\"} 1");
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
        return answerHeaders.get().get(REQUEST_ID);
    }
}
