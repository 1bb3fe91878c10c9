package org.fhevm.coprocessor.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.common.config.PageHosts;
import org.fhevm.coprocessor.common.metrics.ObservabilityServer.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages are served under known names only; metrics and health under every name. */
class PageHostRequestsTest {
    private static final int TIME_LIMIT_MILLIS = 20_000;

    private final Metrics metrics = new Metrics();
    private final ObservabilityServer server = new ObservabilityServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            metrics,
            new Health(),
            "1",
            ObservabilityServer.Bounds.DEFAULT,
            null,
            new OnePage(),
            PageHosts.of(List.of("status.example.org")));

    @AfterEach
    void stop() {
        server.close();
        metrics.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Host: 127.0.0.1:9100, 200",
        "Host: localhost, 200",
        "host: status.example.org, 200",
        "Host: evil.example, 421",
        "Host: evil.example:9100, 421",
        "Host: status.example.org.evil.example, 421",
        "Host:, 400",
        "Host: localhost@evil.example, 400",
        "Host: [::1, 400",
        "X-Forwarded-Host: localhost, 400"
    })
    void aPageIsServedUnderKnownNames(String header, int status) throws IOException {
        assertThat(ask("GET /pages/one HTTP/1.1", header)).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void aForwardedNameDoesNotCount() throws IOException {
        assertThat(ask("GET /pages HTTP/1.1", "Host: evil.example", "X-Forwarded-Host: localhost"))
                .startsWith("HTTP/1.1 421 ")
                .contains("--status-page-hosts")
                .doesNotContain("secret");
        assertThat(ask("GET /pages HTTP/1.1", "Host: localhost", "X-Forwarded-Host: evil.example"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void twoHeadersOrNoneAreRefused() throws IOException {
        assertThat(ask("GET /pages HTTP/1.1", "Host: localhost", "Host: localhost"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(ask("GET /pages HTTP/1.1", "Accept: */*")).startsWith("HTTP/1.1 400 ");
        assertThat(ask("GET /pages HTTP/1.0", "Accept: */*")).startsWith("HTTP/1.1 400 ");
    }

    /** RFC 9112, section 3.2.2: the name in such a target counts. */
    @Test
    void anAbsoluteTargetIsNoPage() throws IOException {
        assertThat(ask("GET http://evil.example/pages HTTP/1.1", "Host: localhost"))
                .startsWith("HTTP/1.1 404 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/livez", "/readyz", "/health", "/version"})
    void probesAndScrapesNeedNoName(String path) throws IOException {
        for (String header : List.of("Host: 10.0.0.7:9100", "Host: pod-1.metrics.svc", "Host: @", "Accept: */*")) {
            assertThat(ask("GET " + path + " HTTP/1.1", header)).startsWith("HTTP/1.1 200 ");
        }
    }

    private String ask(String request, String... headers) throws IOException {
        try (Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.setSoTimeout(TIME_LIMIT_MILLIS);
            String text = request + "\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** A page below {@code /pages}. */
    private static final class OnePage implements PageSource {
        @Override
        public boolean has(String path) {
            return path.startsWith("/pages");
        }

        @Override
        public Answer answer(String target) {
            return new Answer(200, "text/plain", "secret".getBytes(StandardCharsets.US_ASCII), Map.of());
        }
    }
}
