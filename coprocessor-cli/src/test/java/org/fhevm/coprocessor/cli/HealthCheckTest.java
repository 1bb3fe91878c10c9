package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HealthCheckTest {
    private final ByteArrayOutputStream reasons = new ByteArrayOutputStream();

    @Test
    void aProcessThatAnswers200IsHealthy() throws IOException {
        assertThat(check(200, "ok")).isZero();
        assertThat(reasons.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void anotherAnswerIsShownWithItsReasons() throws IOException {
        assertThat(check(503, "database: away\nkernels: being compiled\n")).isEqualTo(1);
        assertThat(reasons.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("HTTP/1.1 503 Service Unavailable", "database: away", "kernels: being compiled");
    }

    @Test
    void aPortThatIsClosedIsUnhealthy() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThat(HealthCheck.check(port, "/livez", output())).isEqualTo(1);
        assertThat(reasons.toString(StandardCharsets.UTF_8)).contains("port " + port + " does not answer");
    }

    private int check(int status, String body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        server.createContext("/livez", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            return HealthCheck.check(server.getAddress().getPort(), "/livez", output());
        } finally {
            server.stop(0);
        }
    }

    private PrintStream output() {
        return new PrintStream(reasons, true, StandardCharsets.UTF_8);
    }
}
