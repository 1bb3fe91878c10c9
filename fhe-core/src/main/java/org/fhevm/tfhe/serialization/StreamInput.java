package org.fhevm.tfhe.serialization;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Input that arrives in pieces; a window of it is in memory. */
final class StreamInput implements ByteInput {
    private static final int WINDOW_BYTES = 1 << 16;

    private final InputStream stream;
    private final long length;
    private final byte[] window = new byte[WINDOW_BYTES];
    private final MemorySegment view = MemorySegment.ofArray(window);
    /** Position of the window's first byte in the stream. */
    private long windowStart;

    private int next;
    private int end;

    StreamInput(InputStream stream, long length) {
        if (length < 0) {
            throw new IllegalArgumentException("a stream cannot have " + length + " bytes");
        }
        this.stream = stream;
        this.length = length;
    }

    @Override
    public long position() {
        return windowStart + next;
    }

    @Override
    public long remaining() {
        return length - position();
    }

    @Override
    public void skip(long count) throws MalformedInputException {
        for (long left = count; left > 0; ) {
            int run = (int) Math.min(left, WINDOW_BYTES);
            require(run);
            next += run;
            left -= run;
        }
    }

    @Override
    public byte readByte() throws MalformedInputException {
        require(1);
        return window[next++];
    }

    @Override
    public int readInt() throws MalformedInputException {
        require(Integer.BYTES);
        int value = view.get(INT, next);
        next += Integer.BYTES;
        return value;
    }

    @Override
    public long readLong() throws MalformedInputException {
        require(Long.BYTES);
        long value = view.get(WORD, next);
        next += Long.BYTES;
        return value;
    }

    @Override
    public void readBytes(byte[] target) throws MalformedInputException {
        for (int done = 0; done < target.length; ) {
            int run = Math.min(target.length - done, WINDOW_BYTES);
            require(run);
            MemorySegment.copy(view, ValueLayout.JAVA_BYTE, next, target, done, run);
            next += run;
            done += run;
        }
    }

    @Override
    public void readLongs(long[] target, int from, int length) throws MalformedInputException {
        for (int done = 0; done < length; ) {
            int run = Math.min(length - done, WINDOW_BYTES / Long.BYTES);
            require(run * Long.BYTES);
            MemorySegment.copy(view, WORD, next, target, from + done, run);
            next += run * Long.BYTES;
            done += run;
        }
    }

    @Override
    public void readDoubles(double[] target, int from, int length) throws MalformedInputException {
        for (int done = 0; done < length; ) {
            int run = Math.min(length - done, WINDOW_BYTES / Double.BYTES);
            require(run * Double.BYTES);
            MemorySegment.copy(view, DOUBLE, next, target, from + done, run);
            next += run * Double.BYTES;
            done += run;
        }
    }

    /** Makes at least {@code count} bytes, at most those of a window, available from {@link #next} on. */
    private void require(int count) throws MalformedInputException {
        if (end - next >= count) {
            return;
        }
        System.arraycopy(window, next, window, 0, end - next);
        windowStart += next;
        end -= next;
        next = 0;
        int wanted = (int) Math.min(WINDOW_BYTES, length - windowStart);
        end += read(end, wanted - end);
        if (end < count) {
            throw new MalformedInputException(ENDS_TOO_EARLY, position());
        }
    }

    private int read(int offset, int count) {
        try {
            return stream.readNBytes(window, offset, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
