package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.server.testing.RawHttp2.DATA;
import static org.fhevm.coprocessor.server.testing.RawHttp2.END_HEADERS;
import static org.fhevm.coprocessor.server.testing.RawHttp2.END_STREAM;
import static org.fhevm.coprocessor.server.testing.RawHttp2.HEADERS;
import static org.fhevm.coprocessor.server.testing.RawHttp2.NO_FLAGS;
import static org.fhevm.coprocessor.server.testing.RawHttp2.headers;
import static org.fhevm.coprocessor.server.testing.Refusals.assertRefused;
import static org.fhevm.coprocessor.server.testing.Refusals.refusal;
import static org.fhevm.coprocessor.server.testing.Requests.get;
import static org.fhevm.coprocessor.server.testing.Requests.upload;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Empty;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc;
import io.grpc.fhevmcoprocessor.InputUploadBatch;
import io.grpc.fhevmcoprocessor.InputUploadResponse;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.config.Admission;
import org.fhevm.coprocessor.server.config.Capacity;
import org.fhevm.coprocessor.server.config.Fairness;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.fhevm.coprocessor.server.config.Waiting;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.RawHttp2;
import org.fhevm.coprocessor.server.testing.RawHttp2.Frame;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.coprocessor.server.testing.SocketServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A call costs nothing until its key is known, and then no more than its tenant's share. */
@EmbeddedDatabase
class AdmissionTest {
    private static final String SERVICE = FhevmCoprocessorGrpc.SERVICE_NAME + "/";
    private static final String BEARER = "Bearer " + ServerUnderTest.API_KEY;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MEBIBYTE = 1 << 20;

    private final Database database;

    @AutoClose
    private @Nullable SocketServer started;

    AdmissionTest(Database database) {
        this.database = database;
    }

    /** The server that the test has started. */
    private SocketServer server() {
        return Objects.requireNonNull(started);
    }

    private SocketServer start(UnaryOperator<ServerConfig> settings) {
        started = SocketServer.start(database, new FakeEvaluator(), settings);
        return started;
    }

    @Test
    void aCallWithoutAKeyIsAnsweredAtItsHeaders() throws Exception {
        start(config -> config);
        try (RawHttp2 connection = RawHttp2.open(server().port())) {
            connection.send(HEADERS, END_HEADERS, 1, headers(SERVICE + "AsyncCompute"));
            Frame answer = connection
                    .readUntil(frame -> frame.type() == HEADERS && frame.ends(), PATIENCE)
                    .orElseThrow();
            assertThat(answer.stream()).isEqualTo(1);
        }
        assertThat(server().metric("coprocessor_request_bytes_in_flight")).isZero();
    }

    @Test
    void whatACallerWithoutAKeySendsIsNotKept() throws Exception {
        start(config -> config);
        try (RawHttp2 connection = RawHttp2.open(server().port())) {
            // Four megabytes at once, more than any window allows.
            connection.send(HEADERS, END_HEADERS, 1, headers(SERVICE + "AsyncCompute"));
            byte[] chunk = new byte[16 * 1024];
            try {
                for (int sent = 0; sent < 4 * MEBIBYTE; sent += chunk.length) {
                    connection.send(DATA, NO_FLAGS, 1, chunk);
                }
            } catch (IOException e) {
                // The server cut the connection, as it should.
            }
            assertThat(server().metric("coprocessor_request_bytes_in_flight")).isZero();
        }
        assertThat(server().client().getCiphertexts(get()).getResponsesList()).isEmpty();
    }

    @Test
    void callersWithoutAKeyHoldNoPlace() throws Exception {
        start(config -> config.withCapacity(Capacity.DEFAULT.withMaximumCalls(4)));
        List<RawHttp2> strangers = new ArrayList<>();
        try {
            for (int connection = 0; connection < 3; connection++) {
                RawHttp2 stranger = RawHttp2.open(server().port());
                strangers.add(stranger);
                for (int stream = 1; stream < 200; stream += 2) {
                    stranger.send(HEADERS, END_HEADERS, stream, headers(SERVICE + "GetCiphertexts"));
                }
            }
            for (int call = 0; call < 20; call++) {
                assertThat(server().client().getCiphertexts(get()).getResponsesList())
                        .isEmpty();
            }
        } finally {
            for (RawHttp2 stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void aTenantThatFillsItsPlacesDoesNotKeepOutAnother() throws Exception {
        start(config -> config.withCapacity(Capacity.DEFAULT.withMaximumCalls(8)));
        try (RawHttp2 neighbour = RawHttp2.open(server().port())) {
            fillPlaces(neighbour);
            assertRefused(
                    "Too many calls at once, maximum: 8, try again later",
                    () -> server().client().getCiphertexts(get()));
            for (int call = 0; call < 20; call++) {
                assertThat(server().client(SocketServer.OTHER_KEY)
                                .getCiphertexts(get())
                                .getResponsesList())
                        .isEmpty();
            }
        }
        await().untilAsserted(() ->
                assertThat(server().metric("coprocessor_calls_in_flight")).isZero());
    }

    @Test
    void anUploadWaitsForAPlace() throws Exception {
        start(config -> config.withCapacity(Capacity.DEFAULT.withMaximumCalls(8)));
        CompletableFuture<InputUploadResponse> upload;
        try (RawHttp2 neighbour = RawHttp2.open(server().port())) {
            fillPlaces(neighbour);
            upload = CompletableFuture.supplyAsync(this::uploadNothing, Thread::startVirtualThread);
            assertRefused(
                    "Too many calls at once, maximum: 8, try again later",
                    () -> server().client().getCiphertexts(get()));
            assertThat(upload).isNotDone();
        }
        assertThat(upload.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).getUploadResponsesList())
                .isEmpty();
    }

    @Test
    void anUploadThatMayNotWaitIsRefused() throws Exception {
        start(config -> config.withCapacity(Capacity.DEFAULT.withMaximumCalls(8))
                .withFairness(Fairness.DEFAULT.withWaiting(Waiting.DEFAULT.withUpload(Duration.ZERO))));
        try (RawHttp2 neighbour = RawHttp2.open(server().port())) {
            fillPlaces(neighbour);
            assertRefused("Too many calls at once, maximum: 8, try again later", this::uploadNothing);
        }
    }

    private InputUploadResponse uploadNothing() {
        return server().client().uploadInputs(InputUploadBatch.getDefaultInstance());
    }

    /** Half of eight places: the share of a tenant that is alone. */
    private void fillPlaces(RawHttp2 connection) throws IOException {
        for (int stream = 1; stream < 64; stream += 2) {
            connection.send(HEADERS, END_HEADERS, stream, headers(SERVICE + "GetCiphertexts", "authorization", BEARER));
        }
        await().untilAsserted(() ->
                assertThat(server().metric("coprocessor_calls_in_flight")).isEqualTo(4));
    }

    @Test
    void compressedRequestsAreRefusedAndNothingIsInflated() {
        start(config -> config);
        Status status = refusal(() -> server().client().withCompression("gzip").getCiphertexts(get("0a")));
        assertThat(status.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        assertThat(status.getDescription()).isEqualTo("compressed requests are not accepted");
        assertRefused(
                "API key unknown/invalid/not provided",
                () -> server().client("no key").withCompression("gzip").getCiphertexts(get("0a")));
    }

    /** Five such messages, compressed and without a key, once ended a process that inflated, parsed and kept them. */
    @Test
    void aMessageOfElementsThatHoldNothingButUnknownFieldsIsRefusedByItsCount() {
        start(config -> config);
        byte[] computations = new byte[4 * MEBIBYTE];
        byte[] element = {0x0a, 0x02, 0x78, 0x00};
        for (int index = 0; index < computations.length; index++) {
            computations[index] = element[index % element.length];
        }
        assertThat(raw("AsyncCompute", computations).getDescription())
                .isEqualTo("maximum ciphertexts exceeded in batch, maximum: 5000, got: 1048576");
    }

    @ParameterizedTest
    @CsvSource({
        "AsyncCompute, 'maximum ciphertexts exceeded in batch, maximum: 5000, got: 524288'",
        "GetCiphertexts, 'Requested more than maximum ciphertexts allowed to download, maximum allowed: 5000,"
                + " requested: 524288'",
        "UploadInputs, 'More than maximum input blobs uploaded, maximum allowed: 10, uploaded: 524288'",
        "TrivialEncryptCiphertexts, 'Values to encrypt take too many blocks together, maximum: 131072, got: 8388608'"
    })
    void aMegabyteOfSmallestElementsIsRefusedByTheirCount(String method, String text) {
        start(config -> config);
        byte[] elements = new byte[MEBIBYTE];
        for (int index = 0; index < elements.length; index += 2) {
            elements[index] = 0x0a;
        }
        assertThat(raw(method, elements).getDescription()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "AsyncCompute, 'Too many operands in one request, maximum: 40000, got: 500000'",
        "UploadInputs, 'Too many signatures in one request, maximum: 640, got: 500000'"
    })
    void elementsWithinElementsAreCountedToo(String method, String text) throws IOException {
        start(config -> config);
        byte[] inner = new byte[1_000_000];
        for (int index = 0; index < inner.length; index += 2) {
            inner[index] = 0x22;
        }
        assertThat(raw(method, field(1, inner)).getDescription()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AsyncCompute", "GetCiphertexts", "UploadInputs", "TrivialEncryptCiphertexts"})
    void fieldsThatTheProtocolDoesNotKnowArePassedOver(String method) throws IOException {
        start(config -> config);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        CodedOutputStream output = CodedOutputStream.newInstance(message);
        for (int field = 100; message.size() < MEBIBYTE; field++) {
            output.writeUInt32(field, 0);
            output.flush();
        }
        assertThat(raw(method, message.toByteArray()).isOk()).isTrue();
        await().untilAsserted(() -> assertThat(server().metric("coprocessor_request_bytes_in_flight"))
                .isZero());
    }

    @Test
    void deeplyNestedUnknownGroupsAreNoMessage() {
        start(config -> config);
        byte[] groups = new byte[MEBIBYTE];
        java.util.Arrays.fill(groups, (byte) 0x7b); // Field 15 begins a group.
        assertThat(raw("AsyncCompute", groups).getCode()).isEqualTo(Status.Code.INTERNAL);
    }

    @Test
    void requestsThatArriveCountUntilTheyAreOverAndOnlyAgainstTheirTenant() throws Exception {
        start(config -> config.withAdmission(Admission.defaults().withRequestBytes(2 * MEBIBYTE)));
        try (RawHttp2 neighbour = RawHttp2.open(server().port())) {
            int calls = 8;
            for (int call = 0; call < calls; call++) {
                neighbour.send(
                        HEADERS, END_HEADERS, 2 * call + 1, headers(SERVICE + "UploadInputs", "authorization", BEARER));
            }
            // Each begins a message of four megabytes.
            byte[] begun = RawHttp2.message(new byte[16_000]);
            begun[1] = 0;
            begun[2] = 0x40;
            begun[3] = 0;
            begun[4] = 0;
            neighbour.sendAll(manyFrames(calls, begun));
            await().untilAsserted(() -> assertThat(server().metric("coprocessor_request_bytes_in_flight"))
                    .isEqualTo(calls * 16_000.0));

            byte[] rest = new byte[16_000];
            boolean closed = false;
            for (int round = 0; round < 20 && !closed; round++) {
                neighbour.sendAll(manyFrames(calls, rest));
                closed = server().scrape()
                        .lines()
                        .anyMatch(line -> line.startsWith(
                                        "coprocessor_calls_refused_total{kind=\"limit\",method=\"UploadInputs\"}")
                                && !line.endsWith(" 0.0"));
            }
            assertThat(server().metric("coprocessor_request_bytes_in_flight")).isLessThanOrEqualTo(MEBIBYTE);

            assertThat(refusal(() -> server().client(SocketServer.OTHER_KEY).uploadInputs(upload(new byte[100_000])))
                            .getDescription())
                    .as("served as far as its list")
                    .startsWith("error deserializing ciphertext");
        }
        await().untilAsserted(() -> assertThat(server().metric("coprocessor_request_bytes_in_flight"))
                .isZero());
    }

    private static byte[][] manyFrames(int calls, byte[] payload) {
        byte[][] frames = new byte[calls][];
        for (int call = 0; call < calls; call++) {
            frames[call] = RawHttp2.frame(DATA, NO_FLAGS, 2 * call + 1, payload);
        }
        return frames;
    }

    @Test
    void aRequestForWhichThereIsNoRoomIsRefused() {
        start(config -> config.withAdmission(Admission.defaults().withRequestBytes(100_000)));
        assertRefused(
                "Requests under way take too much memory, try again later",
                () -> server().client().uploadInputs(upload(new byte[120_000])));
        assertThat(server().client().getCiphertexts(get("0a")).getResponsesCount())
                .isEqualTo(1);
    }

    @Test
    void servicesWithoutAKeyTakeSmallMessagesOnly() {
        start(config -> config);
        HealthGrpc.HealthBlockingStub health =
                HealthGrpc.newBlockingStub(server().channel()).withDeadlineAfter(10, TimeUnit.SECONDS);
        HealthCheckRequest large = HealthCheckRequest.newBuilder()
                .setService("x".repeat(1_000_000))
                .build();
        assertThat(refusal(() -> health.check(large)).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
                .isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void callsOfServicesWithoutAKeyAreBoundedInNumberAndTime() throws Exception {
        start(config -> config.withCapacity(Capacity.DEFAULT.withRequestTime(Duration.ofMillis(300))));
        try (RawHttp2 connection = RawHttp2.open(server().port())) {
            for (int stream = 1; stream < 2 * 64; stream += 2) {
                connection.send(HEADERS, END_HEADERS, stream, headers("grpc.health.v1.Health/Watch"));
            }
            connection.send(HEADERS, END_HEADERS, 2 * 64 + 1, headers("grpc.health.v1.Health/Watch"));
            Frame refusedAtOnce = connection
                    .readUntil(frame -> frame.type() == HEADERS && frame.ends(), PATIENCE)
                    .orElseThrow();
            // Calls are served concurrently, so any of them may be the surplus one.
            int refused = refusedAtOnce.stream();
            assertThat(connection.readUntil(
                            frame -> frame.type() == HEADERS && frame.ends() && frame.stream() != refused, PATIENCE))
                    .isPresent();
        }
        await().ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                .untilAsserted(() -> assertThat(HealthGrpc.newBlockingStub(server().channel())
                                .withDeadlineAfter(10, TimeUnit.SECONDS)
                                .check(HealthCheckRequest.getDefaultInstance())
                                .getStatus())
                        .isEqualTo(ServingStatus.SERVING));
    }

    @Test
    void aCallThatSendsHalfOfItsMessageIsClosedInTime() throws Exception {
        start(config -> config.withCapacity(Capacity.DEFAULT.withRequestTime(Duration.ofMillis(300))));
        try (RawHttp2 connection = RawHttp2.open(server().port())) {
            connection.send(HEADERS, END_HEADERS, 1, headers(SERVICE + "UploadInputs", "authorization", BEARER));
            connection.send(DATA, NO_FLAGS, 1, new byte[] {0, 0, 0, 1, 0, 7});
            assertThat(connection.readUntil(frame -> frame.type() == HEADERS && frame.ends(), PATIENCE))
                    .isPresent();
            await().untilAsserted(() ->
                    assertThat(server().metric("coprocessor_calls_in_flight")).isZero());
            assertThat(server().metric("coprocessor_request_bytes_in_flight")).isZero();
        }
    }

    @Test
    void aWellFormedCallByHandIsServed() throws Exception {
        start(config -> config);
        try (RawHttp2 connection = RawHttp2.open(server().port())) {
            connection.send(HEADERS, END_HEADERS, 1, headers(SERVICE + "GetCiphertexts", "authorization", BEARER));
            connection.send(DATA, END_STREAM, 1, RawHttp2.message(get("0a").toByteArray()));
            Frame answer = connection
                    .readUntil(frame -> frame.type() == DATA, PATIENCE)
                    .orElseThrow();
            assertThat(answer.payload()).endsWith(0x0a, 0x01, 0x0a);
        }
    }

    private static byte[] field(int number, byte[] content) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        CodedOutputStream output = CodedOutputStream.newInstance(message);
        output.writeByteArray(number, content);
        output.flush();
        return message.toByteArray();
    }

    /** The status of a call with these bytes. */
    private Status raw(String method, byte[] request) {
        MethodDescriptor<ByteString, Empty> descriptor = MethodDescriptor.<ByteString, Empty>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName(SERVICE + method)
                .setRequestMarshaller(new RawMarshaller())
                .setResponseMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
                .build();
        try {
            ClientCalls.blockingUnaryCall(
                    ClientInterceptors.intercept(
                            server().channel(),
                            MetadataUtils.newAttachHeadersInterceptor(ServerUnderTest.authorization(BEARER))),
                    descriptor,
                    CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
                    ByteString.copyFrom(request));
            return Status.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus();
        }
    }

    private static final class RawMarshaller implements MethodDescriptor.Marshaller<ByteString> {
        @Override
        public InputStream stream(ByteString value) {
            return value.newInput();
        }

        @Override
        public ByteString parse(InputStream stream) {
            throw new UnsupportedOperationException("only requests are raw");
        }
    }
}
