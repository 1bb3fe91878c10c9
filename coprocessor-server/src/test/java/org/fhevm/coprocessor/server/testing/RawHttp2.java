package org.fhevm.coprocessor.server.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A connection on which a test speaks HTTP/2 frame by frame (RFC 9113), so that it can break the rules that clients
 * keep. It writes headers without compression and without Huffman codes, and only checks whether received headers
 * contain a text.
 */
public final class RawHttp2 implements AutoCloseable {

    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int NO_FLAGS = 0;
    public static final int END_STREAM = 1;
    public static final int END_HEADERS = 4;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int FRAME_HEADER = 9;

    private final Socket socket;
    private final OutputStream output;
    private final DataInputStream input;

    private RawHttp2(Socket socket) throws IOException {
        this.socket = socket;
        this.output = socket.getOutputStream();
        this.input = new DataInputStream(socket.getInputStream());
    }

    /** A received frame. */
    public record Frame(int type, int flags, int stream, byte[] payload) {

        public boolean ends() {
            return (flags & END_STREAM) != 0;
        }

        /** The error of a frame that has one: RST_STREAM at its beginning, GOAWAY after the number of a stream. */
        public int error() {
            return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? Integer.BYTES : 0);
        }
    }

    /** Connects, and sends nothing. */
    public static RawHttp2 connect(int port) throws IOException {
        return new RawHttp2(new Socket("localhost", port));
    }

    /** Speaks HTTP/2 on a connected socket, such as one with TLS. */
    public static RawHttp2 on(Socket socket) throws IOException {
        return new RawHttp2(socket);
    }

    /** Connects and begins to speak HTTP/2. */
    public static RawHttp2 open(int port) throws IOException {
        RawHttp2 connection = connect(port);
        connection.begin();
        return connection;
    }

    public void begin() throws IOException {
        output.write(PREFACE);
        send(SETTINGS, NO_FLAGS, 0, new byte[0]);
    }

    public void send(int type, int flags, int stream, byte[] payload) throws IOException {
        output.write(frame(type, flags, stream, payload));
    }

    /** Several frames in one write. */
    public void sendAll(byte[]... frames) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        output.write(all.toByteArray());
    }

    public void sendBytes(byte[] bytes) throws IOException {
        output.write(bytes);
    }

    public static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(FRAME_HEADER + payload.length)
                .put((byte) (payload.length >>> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** The headers of a call; further ones in pairs of name and value. */
    public static byte[] headers(String method, String... further) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        literal(block, ":method", "POST");
        literal(block, ":scheme", "http");
        literal(block, ":path", "/" + method);
        literal(block, ":authority", "localhost");
        literal(block, "content-type", "application/grpc");
        literal(block, "te", "trailers");
        for (int index = 0; index < further.length; index += 2) {
            literal(block, further[index], further[index + 1]);
        }
        return block.toByteArray();
    }

    /** Never indexed, the name as text (RFC 7541, 6.2.3). */
    private static void literal(ByteArrayOutputStream block, String name, String value) {
        block.write(0x10);
        string(block, name);
        string(block, value);
    }

    private static void string(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        int prefix = 0x7f;
        if (bytes.length < prefix) {
            block.write(bytes.length);
        } else {
            block.write(prefix);
            int rest = bytes.length - prefix;
            for (; rest >= 0x80; rest >>>= 7) {
                block.write(rest & 0x7f | 0x80);
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }

    /** A message of gRPC: whether it is compressed, its length, its bytes. */
    public static byte[] message(byte[] bytes) {
        return ByteBuffer.allocate(1 + Integer.BYTES + bytes.length)
                .put((byte) 0)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    /** The next frame; empty if the connection has ended. */
    public Optional<Frame> read(Duration patience) throws IOException {
        socket.setSoTimeout(Math.toIntExact(Math.max(1, patience.toMillis())));
        try {
            int first = input.readUnsignedByte();
            int length = first << 16 | input.readUnsignedShort();
            int type = input.readUnsignedByte();
            int flags = input.readUnsignedByte();
            int stream = input.readInt();
            return Optional.of(new Frame(type, flags, stream, input.readNBytes(length)));
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (EOFException | SocketException e) {
            return Optional.empty();
        }
    }

    /** Reads until a frame matches; empty if the connection ends before. */
    public Optional<Frame> readUntil(Predicate<Frame> wanted, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<Frame> frame = read(Duration.ofNanos(deadline - System.nanoTime()));
            if (frame.isEmpty() || wanted.test(frame.get())) {
                return frame;
            }
        }
    }

    /** Reads until the server closes the connection. */
    public void awaitEnd(Duration patience) throws IOException {
        readUntil(frame -> false, patience);
    }

    /** Whether the connection is still there: it answers a ping. */
    public boolean answersPing() throws IOException {
        try {
            send(PING, NO_FLAGS, 0, new byte[8]);
        } catch (SocketException e) {
            return false;
        }
        return readUntil(frame -> frame.type() == PING && frame.flags() == 1, Duration.ofSeconds(10))
                .isPresent();
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
