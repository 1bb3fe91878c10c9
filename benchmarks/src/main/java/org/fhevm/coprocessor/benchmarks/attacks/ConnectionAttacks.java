package org.fhevm.coprocessor.benchmarks.attacks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections and calls that are begun and not finished. */
final class ConnectionAttacks {
    private static final int ADDRESSES = 20;
    private static final int MANY_ADDRESSES = 2_000;
    private static final int CONNECTING_AT_ONCE = 20;
    private static final int CONNECTING_SECONDS = 20;
    private static final int CONNECT_MILLIS = 3_000;
    /** Of each of twenty threads: 200 new connections a second in all. */
    private static final int RENEWAL_MILLIS = 100;

    private static final byte[] HEADERS = RawConnection.callHeaders(Caller.Method.ASYNC_COMPUTE, Map.of());

    private static final byte[] HALF_REQUEST =
            "GET /metrics HTTP/1.1\r\nHost: coprocessor\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REQUEST =
            "GET /metrics HTTP/1.1\r\nHost: coprocessor\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANNOUNCED_BODY =
            "POST /metrics HTTP/1.1\r\nHost: coprocessor\r\nContent-Length: 2000000000\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private static final byte[] PARTIAL_FRAME = partialFrame();
    private static final byte[] PARTIAL_HEADERS = RawConnection.greetingWith(RawConnection.HEADERS, 0, 1, 7_000, 7_000);

    static final List<Attack> ALL = List.of(
            Attack.onServer(
                    "headers-only",
                    "calls without key that end with their headers, 3 connections, 300 a second in all, never closed",
                    target -> target.onConnections(3, 300, connection -> connection.begin(HEADERS))),
            Attack.onServer("headers-only-with-key", "the same with the key of tenant A", target -> {
                byte[] headers = FrameAttacks.keyedHeaders(target);
                target.onConnections(3, 300, connection -> connection.begin(headers));
            }),
            Attack.onServer(
                    "half-sent-messages",
                    "calls without key that send all of 4 MiB but the last byte, as far as the windows allow, 240"
                            + " calls on 3 connections",
                    target -> halfSent(target, HEADERS)),
            Attack.onServer(
                    "half-sent-messages-with-key",
                    "the same with the key of tenant A",
                    target -> halfSent(target, FrameAttacks.keyedHeaders(target))),
            Attack.onServer(
                    "trickle",
                    "calls of tenant A that send a message of 4 MiB a byte at a time, 360 calls on 3 connections, 720"
                            + " bytes a second",
                    ConnectionAttacks::trickle),
            held(
                    "no-preface",
                    "2,000 connections from 20 addresses that send nothing",
                    (target, opened) -> idle(target, opened, target.server(), 2_000, new byte[0])),
            held(
                    "half-preface",
                    "2,000 connections from 20 addresses that send half of the preface",
                    (target, opened) -> idle(
                            target,
                            opened,
                            target.server(),
                            2_000,
                            "PRI * HTTP/2.0\r\n".getBytes(StandardCharsets.US_ASCII))),
            held(
                    "idle-connections",
                    "10,000 connections from 20 addresses that exchange settings and do nothing",
                    ConnectionAttacks::idleConnections),
            held(
                    "partial-frames",
                    "10,000 connections from 2,000 addresses that each send a frame of 16 kB but its last byte",
                    (target, opened) -> idle(target, opened, target.server(), MANY_ADDRESSES, 10_000, PARTIAL_FRAME)),
            held(
                    "partial-header-blocks",
                    "10,000 connections from 2,000 addresses that each send headers of 7 kB without their end",
                    (target, opened) -> idle(target, opened, target.server(), MANY_ADDRESSES, 10_000, PARTIAL_HEADERS)),
            Attack.onServer(
                    "connection-churn",
                    "connections that exchange settings and end, 200 a second",
                    ConnectionAttacks::churn),
            held(
                    "metrics-half-requests",
                    "1,600 requests on the metrics port from 20 addresses that never end",
                    (target, opened) -> idle(target, opened, target.metrics(), 1_600, HALF_REQUEST)),
            held(
                    "metrics-silent",
                    "1,600 connections to the metrics port from 20 addresses that send nothing",
                    (target, opened) -> idle(target, opened, target.metrics(), 1_600, new byte[0])),
            held(
                    "metrics-announced-body",
                    "1,600 requests on the metrics port from 20 addresses whose body of 2 GB does not come",
                    (target, opened) -> idle(target, opened, target.metrics(), 1_600, ANNOUNCED_BODY)),
            held(
                    "metrics-unread",
                    "200 connections to the metrics port from 20 addresses with 200 requests each whose answers are"
                            + " not read",
                    (target, opened) -> idle(target, opened, target.metrics(), 200, repeated(REQUEST, 200))),
            Attack.onServer(
                    "metrics-endless-header",
                    "requests on the metrics port whose header never ends, 20 connections, 20 MB a second in all",
                    ConnectionAttacks::endlessHeader));

    private ConnectionAttacks() {}

    private static byte[] partialFrame() {
        int size = RawConnection.LARGEST_FRAME;
        return RawConnection.greetingWith(RawConnection.DATA, 0, 1, size, size - 1);
    }

    /** Connections are made before the rate is measured, which is a matter of seconds, and held while it is. */
    private static Attack held(String name, String description, Connecting connecting) {
        return Attack.onServer(name, description, Target::hold).armedBy(target -> {
            CountDownLatch opened = new CountDownLatch(CONNECTING_AT_ONCE);
            Thread.ofVirtual().start(() -> {
                try {
                    connecting.run(target, opened);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            if (!opened.await(CONNECTING_SECONDS, TimeUnit.SECONDS)) {
                target.outcomes().reason("not all connections were made within " + CONNECTING_SECONDS + " s");
            }
        });
    }

    private static byte[] repeated(byte[] bytes, int times) {
        byte[] result = new byte[bytes.length * times];
        for (int i = 0; i < result.length; i++) {
            result[i] = bytes[i % bytes.length];
        }
        return result;
    }

    private static void halfSent(Target target, byte[] headers) throws InterruptedException {
        byte[] message = Messages.prefixed(Messages.filledWith(0x0a, 0x02, 0x78, 0x00));
        byte[] half = java.util.Arrays.copyOf(message, message.length - 1);
        target.onConnections(3, 3, connection -> {
            for (int i = 0; i < 80 && !target.over(); i++) {
                connection.data(connection.begin(headers), half, false, 500);
                target.outcomes().sent();
            }
            target.hold();
        });
    }

    private static void trickle(Target target) throws InterruptedException {
        byte[] headers = FrameAttacks.keyedHeaders(target);
        byte[] beginning = java.util.Arrays.copyOf(Messages.prefixed(new byte[Messages.LARGEST]), 6);
        target.onConnections(3, 3, connection -> {
            List<Integer> streams = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                int stream = connection.begin(headers);
                connection.data(stream, beginning, false, 100);
                streams.add(stream);
            }
            while (!target.over()) {
                for (int stream : streams) {
                    connection.data(stream, new byte[1], false, 1);
                }
                target.pause(500);
            }
        });
    }

    private static void idleConnections(Target target, CountDownLatch opened) throws InterruptedException {
        AtomicInteger open = new AtomicInteger();
        target.inParallel(CONNECTING_AT_ONCE, number -> {
            for (int i = number; i < 10_000 && !target.over(); i += CONNECTING_AT_ONCE) {
                try {
                    RawConnection connection =
                            target.keep(RawConnection.connect(Target.address(i % ADDRESSES), target.server()));
                    connection.greet();
                    target.outcomes().sent();
                    open.incrementAndGet();
                } catch (IOException e) {
                    target.outcomes().cutOff(e);
                    target.pause(5);
                }
            }
            target.outcomes().reason(open + " connections were made");
            opened.countDown();
            target.hold();
        });
    }

    private static void churn(Target target) throws InterruptedException {
        target.repeat(8, 200, () -> {
            try (RawConnection connection = RawConnection.connect(Target.address(0), target.server())) {
                connection.greet();
                target.outcomes().sent();
            } catch (IOException e) {
                target.outcomes().cutOff(e);
            }
        });
    }

    /** Connections that send some bytes, and wait. Those that the other side ends are made again. */
    private static void idle(Target target, CountDownLatch opened, InetSocketAddress to, int count, byte[] bytes)
            throws InterruptedException {
        idle(target, opened, to, ADDRESSES, count, bytes);
    }

    private static void idle(
            Target target, CountDownLatch opened, InetSocketAddress to, int addresses, int count, byte[] bytes)
            throws InterruptedException {
        target.inParallel(CONNECTING_AT_ONCE, number -> {
            List<Socket> sockets = new ArrayList<>();
            for (int i = number; i < count && !target.over(); i += CONNECTING_AT_ONCE) {
                begin(target, to, i % addresses, bytes, sockets);
            }
            opened.countDown();
            for (int turn = 0; !target.over() && !sockets.isEmpty(); turn++) {
                int index = turn % sockets.size();
                if (isEnded(sockets.get(index))) {
                    target.outcomes().refused();
                    sockets.remove(index).close();
                    begin(target, to, (number + turn) % addresses, bytes, sockets);
                    target.pause(RENEWAL_MILLIS);
                }
                target.pause(5);
            }
        });
    }

    private static void begin(Target target, InetSocketAddress to, int address, byte[] bytes, List<Socket> sockets) {
        Socket socket = target.keep(new Socket());
        try {
            socket.bind(new InetSocketAddress(Target.address(address), 0));
            socket.connect(to, CONNECT_MILLIS);
            socket.setSoTimeout(1);
            // More than the other side takes would block: the rest is as good as not sent.
            socket.getOutputStream().write(bytes);
            target.outcomes().sent();
            sockets.add(socket);
        } catch (IOException e) {
            target.outcomes().cutOff(e);
        }
    }

    private static boolean isEnded(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void endlessHeader(Target target) throws InterruptedException {
        byte[] piece =
                ("X-" + "a".repeat(1000) + ": " + "b".repeat(9_000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        target.inParallel(20, number -> {
            Pace pace = new Pace(100);
            while (!target.over()) {
                try (Socket socket = new Socket()) {
                    socket.bind(new InetSocketAddress(Target.address(number), 0));
                    socket.connect(target.metrics(), CONNECT_MILLIS);
                    target.keep(socket);
                    socket.getOutputStream().write(HALF_REQUEST);
                    while (!target.over()) {
                        socket.getOutputStream().write(piece);
                        target.outcomes().sent();
                        pace.await();
                    }
                } catch (IOException e) {
                    if (!target.over()) {
                        target.outcomes().cutOff(e);
                        target.pause(100);
                    }
                }
            }
        });
    }

    /** Makes connections and keeps them until the time is over; each thread counts down when it has made its part. */
    @FunctionalInterface
    private interface Connecting {
        void run(Target target, CountDownLatch opened) throws InterruptedException;
    }
}
