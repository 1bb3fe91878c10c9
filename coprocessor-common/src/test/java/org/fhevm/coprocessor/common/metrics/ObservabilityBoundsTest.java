package org.fhevm.coprocessor.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import io.micrometer.core.instrument.Gauge;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.coprocessor.common.metrics.ObservabilityServer.Bounds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bounds of connections to the port of metrics, byte by byte. */
class ObservabilityBoundsTest {
    private static final String REQUEST = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";

    private final Metrics metrics = new Metrics();
    private final Health health = new Health();
    private ObservabilityServer server = start(Bounds.DEFAULT);

    private ObservabilityServer start(Bounds bounds) {
        return new ObservabilityServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), metrics, health, "1", bounds, null);
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
            // A reset also ends the connection.
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
    void ofAnAddressWithTooManyConnectionsTheOneWithoutARequestForLongestIsClosed() throws Exception {
        restart(Bounds.DEFAULT.withConnectionsPerAddress(2));
        try (Socket one = connect();
                Socket other = connect()) {
            send(other, "GET /health HTTP/1.1\r\n");
            // The kernel connects sockets before the server accepts them, so the test waits until the server knows
            // both.
            await().until(() -> server.connections() == 2);
            send(one, REQUEST);
            assertThat(answer(one)).contains("200");
            try (Socket third = connect()) {
                awaitEnd(other);
                send(third, REQUEST);
                assertThat(answer(third)).contains("200");
                send(one, REQUEST);
                assertThat(answer(one)).contains("200");
            }
        }
        await().untilAsserted(() -> assertThat(server.connections()).isZero());
    }

    @Test
    void ofTooManyConnectionsTheOneWithoutARequestForLongestIsClosed() throws Exception {
        restart(Bounds.DEFAULT.withConnections(2));
        try (Socket one = connect();
                Socket other = connect()) {
            send(other, REQUEST);
            assertThat(answer(other)).contains("200");
            send(one, REQUEST);
            assertThat(answer(one)).contains("200");
            try (Socket third = connect()) {
                awaitEnd(other);
                send(third, REQUEST);
                assertThat(answer(third)).contains("200");
            }
        }
    }

    @Test
    void aScraperIsAnsweredWhileItsAddressHoldsEveryConnection() throws Exception {
        List<Socket> held = new ArrayList<>();
        for (int connection = 0; connection < 2 * Bounds.DEFAULT.connectionsPerAddress(); connection++) {
            Socket socket = connect();
            send(socket, connection % 2 == 0 ? "" : "GET /metrics HTTP/1.1\r\n");
            held.add(socket);
        }
        try (Socket scraper = connect()) {
            send(scraper, REQUEST);
            assertThat(answer(scraper)).contains("200");
        }
        assertThat(server.connections()).isLessThanOrEqualTo(Bounds.DEFAULT.connectionsPerAddress());
        for (Socket socket : held) {
            socket.close();
        }
    }

    @Test
    void answersAreMadeInRoundsHoweverManyRequestsCome() throws Exception {
        AtomicInteger made = new AtomicInteger();
        health.addReadiness("counted", () -> {
            made.incrementAndGet();
            return Optional.empty();
        });
        AtomicInteger answered = new AtomicInteger();
        int connections = 20;
        int requests = 20;
        long began = System.nanoTime();
        List<Thread> clients = new ArrayList<>();
        for (int connection = 0; connection < connections; connection++) {
            clients.add(Thread.ofVirtual().start(() -> {
                try (Socket socket = connect()) {
                    send(
                            socket,
                            "GET /readyz HTTP/1.1\r\n\r\n".repeat(requests - 1)
                                    + "GET /readyz HTTP/1.1\r\nConnection: close\r\n\r\n");
                    String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                    answered.addAndGet(answers.split("200 OK", -1).length - 1);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        }
        for (Thread client : clients) {
            client.join();
        }
        long rounds = Duration.ofNanos(System.nanoTime() - began).toMillis() / AnswerRounds.LEAST_REST_MILLIS;
        assertThat(answered).hasValue(connections * requests);
        assertThat(made.get()).as("in %s rounds at most", rounds + 1).isBetween(requests, (int) rounds + 1);
    }

    @Test
    void probesDoNotWaitForAScrape() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        Gauge.builder("slow", () -> {
                    try {
                        done.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return 1;
                })
                .register(metrics.registry());
        try (Socket scraper = connect();
                Socket probe = connect()) {
            send(scraper, "GET /metrics HTTP/1.1\r\n\r\n");
            send(probe, REQUEST);
            assertThat(answer(probe)).contains("200");
            done.countDown();
            assertThat(answer(scraper)).contains("200");
        }
    }

    @Test
    void theRequestsOfAConnectionAreAnsweredOneAtATime() throws Exception {
        AtomicInteger made = new AtomicInteger();
        health.addReadiness("counted", () -> {
            made.incrementAndGet();
            return Optional.empty();
        });
        try (Socket socket = new Socket();
                Socket probe = connect()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(server.address());
            Gauge.builder("wide", () -> 1).description("x".repeat(4_000_000)).register(metrics.registry());
            send(socket, "GET /metrics HTTP/1.1\r\n\r\nGET /readyz HTTP/1.1\r\n\r\n");
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            send(probe, "GET /metrics HTTP/1.1\r\n\r\n");
            assertThat(answer(probe)).as("of a later round").contains("200");
            assertThat(made).as("the first answer is not read").hasValue(0);
            socket.getInputStream().readNBytes(4_000_000);
            await().until(() -> made.get() == 1);
        }
    }

    @Test
    void theConnectionThatHasNotReadForLongestIsClosedWhenTooMuchIsUnread() {
        UnreadAnswers unread = new UnreadAnswers(100);
        List<EmbeddedChannel> connections =
                List.of(new EmbeddedChannel(), new EmbeddedChannel(), new EmbeddedChannel());

        unread.begin(connections.get(0), 200);
        assertThat(connections.get(0).isOpen()).as("one is always allowed").isTrue();
        unread.begin(connections.get(1), 50);
        assertThat(connections.get(0).isOpen()).isFalse();
        unread.begin(connections.get(2), 50);
        assertThat(connections.get(1).isOpen()).isTrue();
        unread.end(connections.get(1));
        unread.begin(connections.get(1), 50);
        unread.begin(connections.get(0), 1);

        assertThat(connections.get(2).isOpen()).as("it has waited for longest").isFalse();
        assertThat(connections.get(1).isOpen()).isTrue();
        assertThat(unread.bytes()).isEqualTo(51);
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
                // The server closed the connection while the client was sending.
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
