package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.server.testing.Refusals.refusal;
import static org.fhevm.coprocessor.server.testing.Requests.get;
import static org.fhevm.coprocessor.server.testing.Requests.trivial;
import static org.fhevm.coprocessor.server.testing.Requests.upload;
import static org.fhevm.coprocessor.server.testing.Requests.value;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import io.grpc.fhevmcoprocessor.GetCiphertextBatch;
import io.grpc.fhevmcoprocessor.GetCiphertextResponse;
import io.grpc.fhevmcoprocessor.InputUploadBatch;
import io.grpc.fhevmcoprocessor.InputUploadResponse;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.common.tenant.TenantLoader;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.config.Capacity;
import org.fhevm.coprocessor.server.config.ConnectionSettings;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.InputPayloads;
import org.fhevm.coprocessor.server.testing.LogCapture;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The daemon on a real socket: behaviour that depends on the transport, and its life cycle. */
@EmbeddedDatabase
class ServerDaemonTest {

    private static final byte[] LIST = InputPayloads.of(1, FheType.UINT8);

    private final FakeEvaluator evaluator = new FakeEvaluator();
    private final TenantLoader loader = ServerUnderTest.loader(evaluator);
    private ServerUnderTest environment;
    private ServerDaemon daemon;
    private ManagedChannel channel;

    @BeforeEach
    void start(Database database) throws IOException {
        environment = ServerUnderTest.with(database, loader, config -> config);
        start(config -> config);
    }

    private void start(UnaryOperator<ServerConfig> settings) throws IOException {
        stopDaemon();
        daemon = ServerDaemon.start(
                settings.apply(ServerConfig.at(new InetSocketAddress("localhost", 0))
                        .withDrainTime(Duration.ofSeconds(10))
                        .withInputProofs(ServerUnderTest.UNVERIFIED)),
                environment.parts(loader));
        channel = connect();
    }

    private ManagedChannel connect() {
        return NettyChannelBuilder.forAddress("localhost", daemon.port())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        stopDaemon();
        environment.close();
    }

    private void stopDaemon() {
        if (channel != null) {
            channel.shutdownNow();
            daemon.close();
        }
    }

    private FhevmCoprocessorBlockingStub client() {
        return FhevmCoprocessorGrpc.newBlockingStub(channel)
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(
                        ServerUnderTest.authorization("Bearer " + ServerUnderTest.API_KEY)));
    }

    @Test
    void servesOverASocket() {
        client().trivialEncryptCiphertexts(trivial(value("0a", FheType.UINT8, "07")));
        assertThat(client().getCiphertexts(get("0a"))
                        .getResponses(0)
                        .getCiphertext()
                        .getCiphertextBytes())
                .isEqualTo(ByteString.copyFromUtf8("UINT8=7"));
    }

    @Test
    void takesMessagesOfFourMebibytesAndNoMore() {
        assertThat(refusal(() -> client().uploadInputs(messageOf(4 << 20))).getDescription())
                .startsWith("error deserializing ciphertext");
        assertThat(refusal(() -> client().uploadInputs(messageOf((4 << 20) + 1)))
                        .getCode())
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    private static InputUploadBatch messageOf(int bytes) {
        InputUploadBatch empty = upload(new byte[0]);
        int payload = bytes - empty.getSerializedSize();
        while (upload(new byte[payload]).getSerializedSize() > bytes) {
            payload--;
        }
        InputUploadBatch message = upload(new byte[payload]);
        assertThat(message.getSerializedSize()).isEqualTo(bytes);
        return message;
    }

    @Test
    void bytesThatAreNoMessageAreAnInternalError() {
        try (LogCapture log = LogCapture.of("grpc_server")) {
            assertThat(raw("GetCiphertexts", ByteString.copyFrom(new byte[] {0x0a, 0x7f}))
                            .getCode())
                    .isEqualTo(Status.Code.INTERNAL);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("INFO GetCiphertexts refused: ")
                    .contains("{request_id=");
        }
        assertThat(environment.metrics().scrape())
                .contains("coprocessor_calls_refused_total{kind=\"caller_fault\",method=\"GetCiphertexts\"} 1.0");
    }

    @Test
    void anUnknownMethodIsUnimplemented() {
        assertThat(raw("Nothing", ByteString.EMPTY).getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    /** The status of a call of this method with these bytes. */
    private Status raw(String method, ByteString request) {
        MethodDescriptor<ByteString, Empty> descriptor = MethodDescriptor.<ByteString, Empty>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(FhevmCoprocessorGrpc.SERVICE_NAME, method))
                .setRequestMarshaller(new RawMarshaller())
                .setResponseMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
                .build();
        return refusal(() -> ClientCalls.blockingUnaryCall(
                ClientInterceptors.intercept(
                        channel,
                        MetadataUtils.newAttachHeadersInterceptor(
                                ServerUnderTest.authorization("Bearer " + ServerUnderTest.API_KEY))),
                descriptor,
                CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
                request));
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

    @Test
    void answersHealthChecks() {
        assertThat(health("")).isEqualTo(ServingStatus.SERVING);
        assertThat(health(FhevmCoprocessorGrpc.SERVICE_NAME)).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void doesNotServeWhileTheProcessIsNotReady() throws IOException {
        AtomicReference<Optional<String>> problem = new AtomicReference<>(Optional.of("the database does not answer"));
        environment.health().addReadiness("database", () -> Objects.requireNonNull(problem.get()));
        start(config -> config);
        assertThat(health("")).isEqualTo(ServingStatus.NOT_SERVING);

        problem.set(Optional.empty());
        await().untilAsserted(() -> assertThat(health("")).isEqualTo(ServingStatus.SERVING));
        assertThat(health(FhevmCoprocessorGrpc.SERVICE_NAME)).isEqualTo(ServingStatus.SERVING);

        problem.set(Optional.of("the database does not answer"));
        await().untilAsserted(() ->
                assertThat(health(FhevmCoprocessorGrpc.SERVICE_NAME)).isEqualTo(ServingStatus.NOT_SERVING));
    }

    private ServingStatus health(String service) {
        return HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    @Test
    void describesItselfOnlyWhereThatIsSwitchedOn() throws Exception {
        assertThatThrownBy(this::services)
                .hasRootCauseInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("UNIMPLEMENTED");
        start(config -> config.withReflection(true));
        assertThat(services()).contains(FhevmCoprocessorGrpc.SERVICE_NAME);
    }

    private String services() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(channel)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                        answer.complete(response.getListServicesResponse().toString());
                    }

                    @Override
                    public void onError(Throwable error) {
                        answer.completeExceptionally(error);
                    }

                    @Override
                    public void onCompleted() {}
                });
        requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        String services = answer.get(10, TimeUnit.SECONDS);
        requests.onCompleted();
        return services;
    }

    @Test
    void aBoundAddressIsReported() {
        assertThatThrownBy(() -> ServerDaemon.start(
                        ServerConfig.at(new InetSocketAddress("localhost", daemon.port())), environment.parts(loader)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void callsUnderWayAreAnsweredWhenItStops() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<InputUploadResponse> call = uploadThatWaitsFor(goOn);

        CompletableFuture<Void> closing = CompletableFuture.runAsync(daemon::close, Thread::startVirtualThread);
        await().until(this::isRefusedAsStopping);
        assertThat(closing).isNotDone();
        goOn.countDown();

        assertThat(call.get(10, TimeUnit.SECONDS).getUploadResponsesCount()).isEqualTo(1);
        closing.get(10, TimeUnit.SECONDS);
    }

    /** An upload in flight, which is answered when the latch opens. */
    private CompletableFuture<InputUploadResponse> uploadThatWaitsFor(CountDownLatch goOn) throws InterruptedException {
        CountDownLatch underWay = new CountDownLatch(1);
        evaluator.beforeExpansion(() -> {
            underWay.countDown();
            awaitUninterrupted(goOn);
        });
        CompletableFuture<InputUploadResponse> call =
                CompletableFuture.supplyAsync(() -> client().uploadInputs(upload(LIST)), Thread::startVirtualThread);
        underWay.await();
        return call;
    }

    private boolean isRefusedAsStopping() {
        ManagedChannel late = NettyChannelBuilder.forAddress("localhost", daemon.port() < 0 ? 1 : daemon.port())
                .usePlaintext()
                .build();
        try {
            FhevmCoprocessorGrpc.newBlockingStub(late)
                    .withDeadlineAfter(5, TimeUnit.SECONDS)
                    .getCiphertexts(GetCiphertextBatch.getDefaultInstance());
            return false;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() == Status.Code.UNAVAILABLE;
        } finally {
            late.shutdownNow();
        }
    }

    @Test
    void callsThatTakeTooLongAreCutOffWhenItStops() throws Exception {
        start(config -> config.withDrainTime(Duration.ofMillis(200)));
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        evaluator.beforeExpansion(() -> {
            underWay.countDown();
            awaitUninterrupted(never);
        });
        CompletableFuture<InputUploadResponse> call =
                CompletableFuture.supplyAsync(() -> client().uploadInputs(upload(LIST)), Thread::startVirtualThread);
        underWay.await();

        daemon.close();

        assertThat(call).failsWithin(Duration.ofSeconds(10));
        never.countDown();
        assertThat(environment.storedRows()).isZero();
    }

    @Test
    void callsBeyondTheCapacityAreRefusedUntilOthersEnd() throws Exception {
        start(config -> config.withCapacity(Capacity.DEFAULT.withMaximumCalls(1)));
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<InputUploadResponse> call = uploadThatWaitsFor(goOn);

        withAnotherConnection(() -> {
            assertThat(refusal(() -> client().getCiphertexts(get())).getDescription())
                    .isEqualTo("Too many calls at once, maximum: 1, try again later");
            assertThat(health("")).as("health is no such call").isEqualTo(ServingStatus.SERVING);
        });
        goOn.countDown();
        call.get(10, TimeUnit.SECONDS);
        await().untilAsserted(() ->
                assertThat(client().getCiphertexts(get()).getResponsesList()).isEmpty());
    }

    /** Calls within use a connection of their own. */
    private void withAnotherConnection(Runnable calls) {
        ManagedChannel first = channel;
        channel = connect();
        try {
            calls.run();
        } finally {
            channel.shutdownNow();
            channel = first;
        }
    }

    @Test
    void aCallWhoseRequestDoesNotComeIsClosedAndFreesItsPlace() throws Exception {
        start(config ->
                config.withCapacity(Capacity.DEFAULT.withMaximumCalls(1).withRequestTime(Duration.ofMillis(200))));

        Status status = beginCall().get(10, TimeUnit.SECONDS);

        assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(status.getDescription()).isEqualTo("the request did not arrive within 200 ms");
        await().ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                .untilAsserted(() -> assertThat(client().getCiphertexts(get()).getResponsesList())
                        .isEmpty());
        assertThat(environment.metrics().scrape())
                .contains("coprocessor_calls_refused_total{kind=\"limit\",method=\"GetCiphertexts\"} 1.0");
    }

    @Test
    void aCallWhoseRequestHasComeMayTakeLonger() throws Exception {
        start(config -> config.withCapacity(Capacity.DEFAULT.withRequestTime(Duration.ofMillis(200))));
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<InputUploadResponse> call = uploadThatWaitsFor(goOn);
        // A silent connection that begins later is closed after the time.
        beginCall().get(10, TimeUnit.SECONDS);
        goOn.countDown();
        assertThat(call.get(10, TimeUnit.SECONDS).getUploadResponsesCount()).isEqualTo(1);
    }

    @Test
    void oneConnectionCannotTakeAllPlaces() throws IOException {
        start(config -> config.withConnections(ConnectionSettings.DEFAULT.withCallsPerConnection(2)));
        for (int call = 0; call < 10; call++) {
            beginCall();
        }
        await().untilAsserted(() -> assertThat(environment.metrics().value(LegacyCounter.GET_CIPHERTEXTS_COUNT))
                .isEqualTo(2));
        withAnotherConnection(() ->
                assertThat(client().getCiphertexts(get()).getResponsesList()).isEmpty());
    }

    /** Sends only the headers of a call; returns its status. */
    private CompletableFuture<Status> beginCall() {
        MethodDescriptor<GetCiphertextBatch, GetCiphertextResponse> method =
                FhevmCoprocessorGrpc.getGetCiphertextsMethod().toBuilder()
                        .setType(MethodType.BIDI_STREAMING) // Of a call with one message, headers wait for it.
                        .build();
        CompletableFuture<Status> end = new CompletableFuture<>();
        ClientInterceptors.intercept(
                        channel,
                        MetadataUtils.newAttachHeadersInterceptor(
                                ServerUnderTest.authorization("Bearer " + ServerUnderTest.API_KEY)))
                .newCall(method, CallOptions.DEFAULT)
                .start(
                        new ClientCall.Listener<>() {
                            @Override
                            public void onClose(Status status, Metadata trailers) {
                                end.complete(status);
                            }
                        },
                        new Metadata());
        return end;
    }

    /** Takes most of a minute: the server pings after 30 s of silence, and waits 20 s for the answer. */
    @Test
    @Tag("slow")
    @Timeout(100)
    void aHostThatHasVanishedIsNoticedWithinAMinute() throws IOException {
        byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] emptySettings = {0, 0, 0, 4, 0, 0, 0, 0, 0};
        try (Socket silent = new Socket("localhost", daemon.port())) {
            silent.setSoTimeout(60_000);
            silent.getOutputStream().write(preface);
            silent.getOutputStream().write(emptySettings);
            // Sends nothing more, not even a ping, and reads until the server closes the connection.
            silent.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
    }

    @Test
    void aCallThatItsCallerGaveUpFreesItsPlace() throws Exception {
        start(config -> config.withCapacity(Capacity.DEFAULT.withMaximumCalls(1)));
        CountDownLatch goOn = new CountDownLatch(1);
        evaluator.beforeExpansion(() -> awaitUninterrupted(goOn));
        Status status = refusal(
                () -> client().withDeadlineAfter(300, TimeUnit.MILLISECONDS).uploadInputs(upload(LIST)));
        assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(environment.metrics().value(LegacyCounter.UPLOAD_INPUTS_COUNT))
                .isEqualTo(1);
        goOn.countDown();
        await().ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                .untilAsserted(() -> assertThat(client().getCiphertexts(get()).getResponsesList())
                        .isEmpty());
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
