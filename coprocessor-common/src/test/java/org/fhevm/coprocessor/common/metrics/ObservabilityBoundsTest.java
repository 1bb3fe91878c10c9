package org.fhevm.coprocessor.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.common.metrics.ObservabilityServer.Bounds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What connections to the port of metrics may do, byte by byte. */
class ObservabilityBoundsTest {
    private static final String REQUEST = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";

    private final Metrics metrics = new Metrics();
    private ObservabilityServer server = start(Bounds.DEFAULT);

    private ObservabilityServer start(Bounds bounds) {
        return new ObservabilityServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), metrics, new Health(), "1", bounds);
    }

    private void restart(Bounds bounds) {
        server.close();
        server = start(bounds);
    }

    @AfterEach
    void stop() {
        server.close();
        metrics.close();
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String answer(Socket socket) throws IOException {
        byte[] bytes = new byte[1000];
        int count = socket.getInputStream().read(bytes);
        return new String(bytes, 0, Math.max(0, count), StandardCharsets.US_ASCII);
    }

    private static void awaitEnd(Socket socket) throws IOException {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketException e) {
            // Reset; that is an end as well.
        }
    }

    @Test
    void requestsThatDoNotArriveAreCutOffInTimeHoweverSlowlyTheyGoOn() throws Exception {
        restart(Bounds.DEFAULT.withRequestTime(Duration.ofMillis(300)));
        List<Socket> half = new ArrayList<>();
        for (int connection = 0; connection < 20; connection++) {
            Socket socket = connect();
            send(socket, connection % 2 == 0 ? "" : "GET /health HTTP/1.1\r\nX: ");
            half.add(socket);
        }
        try (Socket slow = connect()) {
            await().pollInterval(Duration.ofMillis(50)).until(() -> {
                try {
                    send(slow, "G");
                    return false;
                } catch (SocketException e) {
                    return true;
                }
            });
        }
        for (Socket socket : half) {
            awaitEnd(socket);
            socket.close();
        }
        await().untilAsserted(() -> assertThat(server.connections()).isZero());
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        restart(Bounds.DEFAULT.withRequestTime(Duration.ofMillis(300)));
        try (Socket socket = connect()) {
            send(socket, REQUEST);
            assertThat(answer(socket)).startsWith("HTTP/1.1 200 OK").endsWith("OK");
            awaitEnd(socket);
        }
    }

    @Test
    void connectionsBeyondThoseOfAnAddressAreClosedAtOnce() throws Exception {
        restart(Bounds.DEFAULT.withConnectionsPerAddress(2));
        try (Socket one = connect();
                Socket other = connect()) {
            send(one, REQUEST);
            send(other, REQUEST);
            assertThat(answer(one)).contains("200");
            assertThat(answer(other)).contains("200");
            try (Socket tooMany = connect()) {
                awaitEnd(tooMany);
            }
            send(one, REQUEST);
            assertThat(answer(one)).contains("200");
        }
        await().untilAsserted(() -> assertThat(server.connections()).isZero());
    }

    @Test
    void connectionsBeyondThoseOfTheServerAreClosedAtOnce() throws Exception {
        restart(Bounds.DEFAULT.withConnections(1));
        try (Socket one = connect()) {
            send(one, REQUEST);
            assertThat(answer(one)).contains("200");
            try (Socket tooMany = connect()) {
                awaitEnd(tooMany);
            }
        }
    }

    @Test
    void headersLinesAndBodiesAreBounded() throws Exception {
        List<String> tooLarge = List.of(
                "GET /" + "x".repeat(3000) + " HTTP/1.1\r\n\r\n",
                "GET /health HTTP/1.1\r\nX: " + "x".repeat(9000) + "\r\n\r\n",
                "GET /health HTTP/1.1\r\n" + "X: x\r\n".repeat(3000) + "\r\n",
                "POST /health HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n",
                "POST /health HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + "400\r\n" + "x".repeat(1024)
                        + "\r\n400\r\n" + "x".repeat(1024) + "\r\n400\r\n" + "x".repeat(1024) + "\r\n400\r\n"
                        + "x".repeat(1024) + "\r\n400\r\n" + "x".repeat(1024) + "\r\n");
        for (String request : tooLarge) {
            try (Socket socket = connect()) {
                send(socket, request);
                awaitEnd(socket);
            } catch (SocketException e) {
                // Closed while it was sending.
            }
        }
        await().untilAsserted(() -> assertThat(server.connections()).isZero());
    }

    @Test
    void requestsThatComeTogetherAreAnsweredOneByOneInOrder() throws Exception {
        try (Socket socket = connect()) {
            send(
                    socket,
                    "GET /version HTTP/1.1\r\n\r\n" + REQUEST + "GET /nothing HTTP/1.1\r\nConnection: close\r\n\r\n");
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answers).containsSubsequence("200 OK", "1\n", "200 OK", "OK", "404 Not Found", "not found");
        }
    }

    @Test
    void aHeadRequestGetsNoBody() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "HEAD /health?x HTTP/1.1\r\nConnection: close\r\n\r\n");
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200 OK")
                    .contains("content-length: 2")
                    .endsWith("\r\n\r\n");
        }
    }
}
