package org.fhevm.coprocessor.benchmarks.attacks;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client side of HTTP/2 (RFC 9113) that sends any frame, in any order. Header blocks are written with literals of
 * HPACK (RFC 7541) only. Frames are sent by one thread at a time; a thread of its own reads, unless nothing is to be
 * read.
 */
final class RawConnection implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    static final int INITIAL_WINDOW_SIZE = 4;
    static final int LARGEST_WINDOW = Integer.MAX_VALUE;
    static final int LARGEST_FRAME = 16_384;

    private static final int CANCEL = 8;
    private static final int DEFAULT_WINDOW = 65_535;
    private static final int CONNECT_MILLIS = 5_000;
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final DataOutputStream out;
    private final AtomicLong resets = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();
    private final Map<Integer, Long> streamWindows = new HashMap<>();
    private long connectionWindow = DEFAULT_WINDOW;
    private long initialWindow = DEFAULT_WINDOW;
    private boolean ended;
    private volatile boolean readingStopped;
    private int nextStream = 1;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 4 * LARGEST_FRAME));
    }

    /** Connects from an address of the loopback network, and sends nothing yet. */
    static RawConnection connect(String from, InetSocketAddress to) throws IOException {
        Socket socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(to, CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
            return new RawConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends the preface with settings, as pairs of identifier and value. */
    void greet(int... settings) throws IOException {
        out.write(PREFACE);
        settings(settings);
        out.flush();
    }

    /**
     * The preface, empty settings, and a frame that is not sent whole.
     *
     * @param length the payload's length, as the frame's header states it
     * @param sent bytes of the payload that follow, all zero
     */
    static byte[] greetingWith(int type, int flags, int stream, int length, int sent) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(PREFACE);
        bytes.writeBytes(new byte[] {0, 0, 0, SETTINGS, 0, 0, 0, 0, 0});
        bytes.writeBytes(new byte[] {
            (byte) (length >> 16),
            (byte) (length >> 8),
            (byte) length,
            (byte) type,
            (byte) flags,
            0,
            0,
            0,
            (byte) stream
        });
        bytes.writeBytes(new byte[sent]);
        return bytes.toByteArray();
    }

    /** Starts to read: answers settings and pings, and keeps the windows open. */
    void startReading() {
        Thread.ofVirtual().name("raw-connection").start(this::read);
    }

    /** Stops reading, even of window updates. */
    void stopReading() {
        readingStopped = true;
    }

    void settings(int... pairs) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream payload = new DataOutputStream(bytes);
        for (int i = 0; i < pairs.length; i += 2) {
            payload.writeShort(pairs[i]);
            payload.writeInt(pairs[i + 1]);
        }
        frame(SETTINGS, 0, 0, bytes.toByteArray());
    }

    /** Puts a frame into the buffer; {@link #flush} sends it. */
    synchronized void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        frame(type, flags, stream, payload, 0, payload.length);
    }

    private synchronized void frame(int type, int flags, int stream, byte[] payload, int from, int length)
            throws IOException {
        out.writeByte(length >> 16);
        out.writeShort(length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload, from, length);
    }

    synchronized void flush() throws IOException {
        out.flush();
    }

    /** Sends any bytes, whether or not they are frames. */
    synchronized void bytes(byte[] anything) throws IOException {
        out.write(anything);
        out.flush();
    }

    /** A number for a new stream. */
    int newStream() {
        int stream = nextStream;
        nextStream += 2;
        return stream;
    }

    /** Begins a call, and leaves it open. */
    int begin(byte[] headerBlock) throws IOException {
        int stream = newStream();
        synchronized (this) {
            streamWindows.put(stream, initialWindow);
        }
        frame(HEADERS, END_HEADERS, stream, headerBlock);
        flush();
        return stream;
    }

    void cancel(int stream) throws IOException {
        synchronized (this) {
            streamWindows.remove(stream);
        }
        frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, CANCEL});
    }

    void updateWindow(int stream, int increment) throws IOException {
        frame(WINDOW_UPDATE, 0, stream, new byte[] {
            (byte) (increment >> 24), (byte) (increment >> 16), (byte) (increment >> 8), (byte) increment
        });
    }

    /**
     * Sends data within the windows, waiting for room in them.
     *
     * @return whether all was sent; not if the stream or the connection ended, or there was no room for so long
     */
    boolean data(int stream, byte[] bytes, boolean last, long patienceMillis) throws IOException, InterruptedException {
        int sent = 0;
        while (sent < bytes.length) {
            int length = take(stream, Math.min(LARGEST_FRAME, bytes.length - sent), patienceMillis);
            if (length == 0) {
                return false;
            }
            boolean end = last && sent + length == bytes.length;
            frame(DATA, end ? END_STREAM : 0, stream, bytes, sent, length);
            sent += length;
        }
        flush();
        return true;
    }

    private synchronized int take(int stream, int wanted, long patienceMillis)
            throws InterruptedException, IOException {
        long end = System.nanoTime() + patienceMillis * 1_000_000;
        while (true) {
            Long window = streamWindows.get(stream);
            if (window == null || ended) {
                return 0;
            }
            int length = (int) Math.min(wanted, Math.min(window, connectionWindow));
            if (length > 0) {
                streamWindows.put(stream, window - length);
                connectionWindow -= length;
                return length;
            }
            out.flush();
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return 0;
            }
            wait(left);
        }
    }

    private void read() {
        try {
            // Not closed here: that would close the socket, which stays open when it is not read any more.
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            while (!readingStopped) {
                int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                received(type, flags, stream, in.readNBytes(length));
            }
        } catch (IOException e) {
            synchronized (this) {
                ended = true;
                notifyAll();
            }
        }
    }

    private void received(int type, int flags, int stream, byte[] payload) throws IOException {
        switch (type) {
            case SETTINGS -> {
                if ((flags & ACK) == 0) {
                    adopt(payload);
                    frame(SETTINGS, ACK, 0, new byte[0]);
                    flush();
                }
            }
            case PING -> {
                if ((flags & ACK) == 0) {
                    frame(PING, ACK, 0, payload);
                    flush();
                }
            }
            case WINDOW_UPDATE -> widen(stream, int32(payload, 0) & LARGEST_WINDOW);
            case RST_STREAM -> {
                resets.incrementAndGet();
                forget(stream);
            }
            case HEADERS -> {
                answers.incrementAndGet();
                if ((flags & END_STREAM) != 0) {
                    forget(stream);
                }
            }
            default -> {}
        }
    }

    private synchronized void adopt(byte[] settings) {
        for (int i = 0; i + 6 <= settings.length; i += 6) {
            if (settings[i + 1] == INITIAL_WINDOW_SIZE) {
                long changed = int32(settings, i + 2) & 0xffff_ffffL;
                long difference = changed - initialWindow;
                streamWindows.replaceAll((stream, window) -> window + difference);
                initialWindow = changed;
            }
        }
        notifyAll();
    }

    private synchronized void widen(int stream, int increment) {
        if (stream == 0) {
            connectionWindow += increment;
        } else {
            streamWindows.computeIfPresent(stream, (ignored, window) -> window + increment);
        }
        notifyAll();
    }

    private synchronized void forget(int stream) {
        streamWindows.remove(stream);
        notifyAll();
    }

    /** Streams that the server reset. */
    long resets() {
        return resets.get();
    }

    /** Header blocks that the server sent: answers, and ends of answers. */
    long answers() {
        return answers.get();
    }

    private static int int32(byte[] bytes, int offset) {
        return bytes[offset] << 24
                | (bytes[offset + 1] & 0xff) << 16
                | (bytes[offset + 2] & 0xff) << 8
                | (bytes[offset + 3] & 0xff);
    }

    /** The header block of a call, with further fields behind those that gRPC needs. */
    static byte[] callHeaders(Caller.Method method, Map<String, String> further) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(":method", "POST");
        fields.put(":scheme", "http");
        fields.put(":path", method.path());
        fields.put(":authority", "coprocessor");
        fields.put("te", "trailers");
        fields.put("content-type", "application/grpc");
        fields.putAll(further);
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        fields.forEach((name, value) -> literal(block, 0x00, name, value));
        return block.toByteArray();
    }

    /** A literal field with a new name. The first byte says whether it goes into the table: 0x00 not, 0x40 it does. */
    static void literal(ByteArrayOutputStream block, int representation, String name, String value) {
        block.write(representation);
        string(block, name);
        string(block, value);
    }

    private static void string(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        int most = 0x7f;
        if (bytes.length < most) {
            block.write(bytes.length);
        } else {
            block.write(most);
            int rest = bytes.length - most;
            while (rest >= 0x80) {
                block.write((rest & 0x7f) | 0x80);
                rest >>>= 7;
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }

    /** Also unblocks the threads that are reading, or sending to a server that no longer reads. */
    @Override
    public void close() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
