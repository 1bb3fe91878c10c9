package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.server.testing.Refusals.assertRefused;
import static org.fhevm.coprocessor.server.testing.Requests.get;

import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.fhevm.coprocessor.common.access.CertificateGrant;
import org.fhevm.coprocessor.common.access.Right;
import org.fhevm.coprocessor.common.access.Rights;
import org.fhevm.coprocessor.common.audit.AuditLog;
import org.fhevm.coprocessor.common.config.TlsConfig;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.repository.CertificateGrantRepository;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestAuthority;
import org.fhevm.coprocessor.database.testing.TestAuthority.Credentials;
import org.fhevm.coprocessor.database.testing.TestAuthority.PemFiles;
import org.fhevm.coprocessor.server.config.ConnectionSettings;
import org.fhevm.coprocessor.server.testing.AuditLines;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.RawHttp2;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.coprocessor.server.testing.SocketServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls over TLS, and the bounds of connections under it. */
@EmbeddedDatabase
class TlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);

    private final Database database;
    private final TestAuthority authority = TestAuthority.create("test authority");
    private final TestAuthority stranger = TestAuthority.create("another authority");

    @TempDir
    private Path folder;

    @AutoClose
    private @Nullable SocketServer started;

    TlsTest(Database database) {
        this.database = database;
    }

    private SocketServer server() {
        return Objects.requireNonNull(started);
    }

    private void start(TlsConfig.@Nullable Clients clients, ConnectionSettings connections) throws IOException {
        PemFiles files = authority.issue("server", "localhost").writeTo(folder, "server");
        started = SocketServer.start(
                database,
                new FakeEvaluator(),
                config -> config.withConnections(connections)
                        .withTls(new TlsConfig(files.certificate(), files.key(), clients)));
    }

    /** Makes a call on a new connection. */
    private void call(TestAuthority trusted, @Nullable Credentials own) throws IOException {
        TlsChannelCredentials.Builder credentials =
                TlsChannelCredentials.newBuilder().trustManager(stream(trusted.certificate()));
        if (own != null) {
            credentials.keyManager(stream(own.certificate()), stream(own.key()));
        }
        call(credentials.build());
    }

    private void call(ChannelCredentials credentials) {
        ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", server().port(), credentials)
                .build();
        try {
            assertThat(FhevmCoprocessorGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(30, TimeUnit.SECONDS)
                            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(
                                    ServerUnderTest.authorization("Bearer " + ServerUnderTest.API_KEY)))
                            .getCiphertexts(get())
                            .getResponsesList())
                    .isEmpty();
        } finally {
            channel.shutdownNow();
        }
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void assertUnavailable(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }

    @Test
    void callsComeOverTlsOnly() throws Exception {
        start(null, ConnectionSettings.DEFAULT);
        call(authority, null);
        assertUnavailable(() -> call(stranger, null));
        assertUnavailable(() -> server().client().getCiphertexts(get()));
        await().untilAsserted(() -> assertThat(server().metric("coprocessor_tls_handshakes_failed_total"))
                .isEqualTo(2));
    }

    @Test
    void onlyClientsOfAllowedNamesAreServed() throws Exception {
        Path clients = authority.writeTo(folder.resolve("clients.crt"));
        start(new TlsConfig.Clients(clients, Set.of("geth", "gateway")), ConnectionSettings.DEFAULT);
        call(authority, authority.issue("geth"));
        call(authority, authority.issue("gateway"));
        assertUnavailable(() -> call(authority, null));
        assertUnavailable(() -> call(authority, authority.issue("other")));
        assertUnavailable(() -> call(authority, stranger.issue("geth")));
        assertUnavailable(() -> call(authority, authority.issue(Duration.ofMinutes(-1), "geth")));
    }

    @Test
    void theAuditLogHasTheCertificateAndTheAddressOfACaller() throws Exception {
        PemFiles files = authority.issue("server", "localhost").writeTo(folder, "server");
        Path clients = authority.writeTo(folder.resolve("clients.crt"));
        TlsConfig tls = new TlsConfig(files.certificate(), files.key(), new TlsConfig.Clients(clients, Set.of()));
        AuditLines lines = new AuditLines();
        try (Metrics metrics = new Metrics();
                AuditLog log = new AuditLog(lines, metrics.registry(), MonotonicClock.system())) {
            started = SocketServer.start(database, config -> config.withTls(tls), parts -> parts.withAudit(log));
            call(authority, authority.issue("geth"));

            assertThat(lines.awaitOne()).contains("\"certificate\":\"geth\",\"address\":\"127.0.0.1\"");
        }
    }

    @Test
    void aGrantedCertificateNeedsNoKey() throws Exception {
        Path clients = authority.writeTo(folder.resolve("clients.crt"));
        start(new TlsConfig.Clients(clients, Set.of()), ConnectionSettings.DEFAULT);
        CertificateGrantRepository grants = new CertificateGrantRepository(database.dsl());
        grants.add(new CertificateGrant(server().tenant(), "reader", Rights.of(Right.READ)));
        grants.add(new CertificateGrant(server().tenant(), "geth", Rights.of(Right.SCHEDULE)));
        grants.add(new CertificateGrant(server().otherTenant(), "other.example.org", Rights.ALL));

        read(authority.issue("reader"), null);
        assertRefused("API key unknown/invalid/not provided", () -> read(authority.issue("stranger"), null));
        assertRefused(
                "this API key or certificate does not have the right: read", () -> read(authority.issue("geth"), null));
        read(authority.issue("any", "other.example.org"), SocketServer.OTHER_KEY);
        assertRefused(
                "API key unknown/invalid/not provided",
                () -> read(authority.issue("any", "other.example.org"), ServerUnderTest.API_KEY));
        assertRefused(
                "API key unknown/invalid/not provided",
                () -> read(authority.issue("reader"), "00000000-0000-4000-8000-000000000000"));

        grants.remove("reader");
        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertRefused(
                        "API key unknown/invalid/not provided", () -> read(authority.issue("reader"), null)));
    }

    /** Reads nothing, on a new connection with this certificate. */
    private void read(Credentials own, @Nullable String apiKey) throws IOException {
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        "localhost",
                        server().port(),
                        TlsChannelCredentials.newBuilder()
                                .trustManager(stream(authority.certificate()))
                                .keyManager(stream(own.certificate()), stream(own.key()))
                                .build())
                .build();
        try {
            FhevmCoprocessorBlockingStub client =
                    FhevmCoprocessorGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
            (apiKey == null
                            ? client
                            : client.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(
                                    ServerUnderTest.authorization("Bearer " + apiKey))))
                    .getCiphertexts(get());
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void aThreadOfItsOwnComputesHandshakes() throws Exception {
        start(null, ConnectionSettings.DEFAULT);
        call(authority, null);
        assertThat(server().metric("coprocessor_tls_handshake_steps_total{port=\"grpc\"}"))
                .isGreaterThanOrEqualTo(1);
    }

    @Test
    void aHandshakeThatDoesNotEndIsCutOff() throws Exception {
        start(null, ConnectionSettings.DEFAULT.withHandshakeTime(SHORT));
        try (RawHttp2 silent = RawHttp2.connect(server().port());
                RawHttp2 half = RawHttp2.connect(server().port())) {
            byte[] partOfARecord = {22, 3, 1, 1, 0, 1};
            half.sendBytes(partOfARecord);
            await().untilAsserted(() -> assertThat(server().metric("coprocessor_unfinished_frame_bytes"))
                    .isEqualTo(16_384.0 + partOfARecord.length));
            silent.awaitEnd(PATIENCE);
            half.awaitEnd(PATIENCE);
        }
        await().untilAsserted(() -> assertThat(server().metric("coprocessor_unfinished_frame_bytes"))
                .isZero());
        call(authority, null);
    }

    @Test
    void aFrameOfWhichOnlyAPartComesEndsItsConnection() throws Exception {
        start(null, ConnectionSettings.DEFAULT.withHandshakeTime(SHORT));
        try (RawHttp2 connection = RawHttp2.on(connect())) {
            connection.begin();
            byte[] frame = RawHttp2.frame(RawHttp2.DATA, RawHttp2.NO_FLAGS, 1, new byte[16_000]);
            connection.sendBytes(Arrays.copyOf(frame, frame.length - 1));
            await().untilAsserted(() -> assertThat(server().metric("coprocessor_unfinished_frame_bytes"))
                    .isEqualTo(16_384.0 + frame.length - 1));
            connection.awaitEnd(PATIENCE);
        }
        assertThat(server().metric("coprocessor_connections_unfinished_total")).isEqualTo(1);
        call(authority, null);
    }

    private Socket connect() throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority.x509());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", server().port());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    @Test
    void filesThatCannotBeUsedEndTheStart() throws Exception {
        Path missing = folder.resolve("missing.crt");
        assertThatThrownBy(() -> SocketServer.start(
                        database, new FakeEvaluator(), config -> config.withTls(new TlsConfig(missing, missing, null))))
                .hasMessageContaining("TLS file " + missing + " does not exist");
        assertThat(Files.list(folder)).isEmpty();
    }
}
