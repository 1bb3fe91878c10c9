package org.fhevm.tfhe.serialization;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Collects bytes in a buffer and flushes it when it is full. A buffer as long as the whole output is never flushed, and
 * is the result.
 */
final class BufferOutput implements ByteOutput {
    private static final int BUFFER_BYTES = 1 << 16;

    private final OutputStream stream;
    private final byte[] buffer;
    private final MemorySegment view;
    private int next;

    private BufferOutput(OutputStream stream, byte[] buffer) {
        this.stream = stream;
        this.buffer = buffer;
        this.view = MemorySegment.ofArray(buffer);
    }

    /** Output to a stream, which fails with {@link UncheckedIOException} if the stream does. */
    static BufferOutput to(OutputStream stream) {
        return new BufferOutput(stream, new byte[BUFFER_BYTES]);
    }

    /** Output to an array of the final length. */
    static BufferOutput to(byte[] target) {
        return new BufferOutput(OutputStream.nullOutputStream(), target);
    }

    @Override
    public void writeByte(byte value) {
        require(Byte.BYTES);
        buffer[next++] = value;
    }

    @Override
    public void writeInt(int value) {
        require(Integer.BYTES);
        view.set(ByteInput.INT, next, value);
        next += Integer.BYTES;
    }

    @Override
    public void writeLong(long value) {
        require(Long.BYTES);
        view.set(ByteInput.WORD, next, value);
        next += Long.BYTES;
    }

    @Override
    public void writeBytes(byte[] source) {
        for (int done = 0; done < source.length; ) {
            require(1);
            int run = Math.min(source.length - done, buffer.length - next);
            MemorySegment.copy(source, done, view, ValueLayout.JAVA_BYTE, next, run);
            next += run;
            done += run;
        }
    }

    @Override
    public void writeLongs(long[] source, int from, int length) {
        for (int done = 0; done < length; ) {
            require(Long.BYTES);
            int run = Math.min(length - done, (buffer.length - next) / Long.BYTES);
            MemorySegment.copy(source, from + done, view, ByteInput.WORD, next, run);
            next += run * Long.BYTES;
            done += run;
        }
    }

    @Override
    public void writeDoubles(double[] source, int from, int length) {
        for (int done = 0; done < length; ) {
            require(Double.BYTES);
            int run = Math.min(length - done, (buffer.length - next) / Double.BYTES);
            MemorySegment.copy(source, from + done, view, ByteInput.DOUBLE, next, run);
            next += run * Double.BYTES;
            done += run;
        }
    }

    /** Writes the content of the buffer to the stream. */
    void flush() {
        try {
            stream.write(buffer, 0, next);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        next = 0;
    }

    private void require(int count) {
        if (buffer.length - next < count) {
            flush();
        }
    }
}
