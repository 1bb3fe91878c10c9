package org.fhevm.coprocessor.common.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.fhevm.coprocessor.common.config.PageHosts;
import org.fhevm.coprocessor.common.config.TlsConfig;
import org.fhevm.coprocessor.common.metrics.Health;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.metrics.ObservabilityServer;
import org.fhevm.coprocessor.common.metrics.ObservabilityServer.Answer;
import org.fhevm.coprocessor.common.metrics.PageSource;
import org.fhevm.coprocessor.database.testing.TestAuthority;
import org.fhevm.coprocessor.database.testing.TestAuthority.Credentials;
import org.fhevm.coprocessor.database.testing.TestAuthority.PemFiles;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS of the port of metrics, with the JDK as its client. */
class TlsPortTest {
    private static final char[] PASSWORD = "for tests".toCharArray();

    private final TestAuthority authority = TestAuthority.create("test authority");
    private final TestAuthority stranger = TestAuthority.create("another authority");
    private final Metrics metrics = new Metrics();

    @TempDir
    private Path folder;

    private @Nullable TlsPort port;
    private @Nullable ObservabilityServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
        if (port != null) {
            port.close();
        }
        metrics.close();
    }

    private void start(TlsConfig.@Nullable Clients clients) throws IOException {
        PemFiles files = authority.issue("server", "localhost").writeTo(folder, "server");
        TlsConfig config = new TlsConfig(files.certificate(), files.key(), clients);
        port = TlsPort.open("metrics", config, TlsPort.Protocol.HTTP_1, metrics.registry());
        server = new ObservabilityServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                metrics,
                new Health(),
                "1.2.3",
                ObservabilityServer.Bounds.DEFAULT,
                port,
                new OnePage(),
                PageHosts.LOCAL);
    }

    private TlsPort port() {
        return Objects.requireNonNull(port);
    }

    private TlsConfig.Clients clients(String... names) throws IOException {
        return new TlsConfig.Clients(authority.writeTo(folder.resolve("clients.crt")), Set.of(names));
    }

    /** Asks with a new connection. */
    private String ask(TestAuthority trusted, @Nullable Credentials own, String... versions) throws Exception {
        SSLParameters parameters = new SSLParameters();
        if (versions.length > 0) {
            parameters.setProtocols(versions);
        }
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(clientContext(trusted, own))
                .sslParameters(parameters)
                .build()) {
            return client.send(versionRequest(), BodyHandlers.ofString()).body();
        }
    }

    private HttpRequest versionRequest() {
        int port = Objects.requireNonNull(server).address().getPort();
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/version"))
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    private SSLContext clientContext(TestAuthority trusted, @Nullable Credentials own) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("authority", trusted.x509());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, null);
        if (own != null) {
            keys.setKeyEntry("own", own.privateKey(), PASSWORD, new X509Certificate[] {own.x509()});
        }
        KeyManagerFactory identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        identity.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void answersClientsThatTrustItsAuthority(String version) throws Exception {
        start(null);
        assertThat(ask(authority, null, version)).isEqualTo("1.2.3\n");
        assertThatThrownBy(() -> ask(stranger, null, version)).isInstanceOf(SSLHandshakeException.class);
    }

    /** Browsers compare the name with the certificate: a page that takes our address for its own gets no connection. */
    @Test
    void aPageIsServedUnderEveryName() throws Exception {
        start(null);
        InetSocketAddress address = Objects.requireNonNull(server).address();
        try (Socket socket = clientContext(authority, null)
                .getSocketFactory()
                .createSocket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
            socket.getOutputStream()
                    .write("GET /page HTTP/1.1\r\nHost: status.example.org\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aClientNeedsACertificateOfTheAuthorities() throws Exception {
        start(clients());
        assertThat(ask(authority, authority.issue("any"))).isEqualTo("1.2.3\n");
        assertThatThrownBy(() -> ask(authority, null)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ask(authority, stranger.issue("any"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ask(authority, authority.issue(Duration.ofMinutes(-1), "any")))
                .as("expired")
                .isInstanceOf(IOException.class);
    }

    @Test
    void aClientNeedsAnAllowedName() throws Exception {
        start(clients("geth", "gateway.example"));
        assertThat(ask(authority, authority.issue("geth"))).isEqualTo("1.2.3\n");
        assertThat(ask(authority, authority.issue("any", "gateway.example"))).isEqualTo("1.2.3\n");
        assertThatThrownBy(() -> ask(authority, authority.issue("other"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ask(authority, authority.issue("geth", "other.example")))
                .as("alternative names count before the common name")
                .isInstanceOf(IOException.class);
    }

    @Test
    void changedFilesAreUsedWithoutAFailedRequest() throws Exception {
        start(null);
        long first = expiry();
        for (int change = 1; change <= 100; change++) {
            authority.issue(Duration.ofDays(1 + change), "server", "localhost").writeTo(folder, "server");
            port().refresh();
            if (change % 10 == 0) {
                assertThat(ask(authority, null)).isEqualTo("1.2.3\n");
            }
        }
        assertThat(expiry() - first).isBetween(8_639_000L, 8_641_000L);
    }

    private long expiry() {
        return (long) metrics.registry()
                .get("coprocessor_tls_certificate_expiry_seconds")
                .tag("port", "metrics")
                .gauge()
                .value();
    }

    @Test
    void filesThatCannotBeUsedChangeNothing() throws Exception {
        start(null);
        long expiry = expiry();
        Credentials next = authority.issue(Duration.ofDays(9), "server", "localhost");
        Files.writeString(folder.resolve("server.crt"), next.certificate());
        port().refresh();
        assertThat(ask(authority, null)).as("the key is still the old one").isEqualTo("1.2.3\n");
        assertThat(expiry()).isEqualTo(expiry);
        Files.writeString(folder.resolve("server.key"), next.key());
        port().refresh();
        assertThat(ask(authority, null)).isEqualTo("1.2.3\n");
        assertThat(expiry()).isGreaterThan(expiry);
        Files.delete(folder.resolve("server.key"));
        port().refresh();
        assertThat(ask(authority, null)).isEqualTo("1.2.3\n");
    }

    @Test
    void aClientOfAnAuthorityThatIsGoneCannotResumeItsSession() throws Exception {
        start(clients());
        Credentials own = authority.issue("any");
        SSLContext context = clientContext(authority, own);
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            assertThat(client.send(versionRequest(), BodyHandlers.ofString()).body())
                    .isEqualTo("1.2.3\n");
        }
        stranger.writeTo(folder.resolve("clients.crt"));
        port().refresh();
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            assertThatThrownBy(() -> client.send(versionRequest(), BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    private static final class OnePage implements PageSource {
        @Override
        public boolean has(String path) {
            return path.equals("/page");
        }

        @Override
        public Answer answer(String target) {
            return new Answer(200, "text/plain", new byte[0], Map.of());
        }
    }
}
