package org.fhevm.tfhe.serialization;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/**
 * Little-endian bytes of known length, read once from front to back. Mutable; for one thread.
 *
 * <p>Because the length is known, a count found in the input can be checked against it before anything is allocated.
 * Arrays are filled straight from the source: an uncompressed server key has more than 300 MB.
 */
public sealed interface ByteInput permits SegmentInput, StreamInput {
    /** The error text of tfhe-rs for an input that ends before the object does. */
    String ENDS_TOO_EARLY = "io error: failed to fill whole buffer";

    /** Unaligned little-endian words, the unit of everything bulky in these files. */
    ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Unaligned little-endian doubles. */
    ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Unaligned little-endian 32-bit numbers. */
    ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Reads an array; it is borrowed until reading ends. */
    static ByteInput of(byte[] bytes) {
        return new SegmentInput(MemorySegment.ofArray(bytes));
    }

    /** Reads memory, for instance a mapped file. */
    static ByteInput of(MemorySegment segment) {
        return new SegmentInput(segment);
    }

    /**
     * Reads a stream through a small buffer. The stream is not closed, and the reader may consume some bytes beyond the
     * last one requested.
     *
     * <p>If the stream fails, reading fails with {@link java.io.UncheckedIOException}; if it ends early, with
     * {@link MalformedInputException}.
     *
     * @param length number of bytes of the stream
     */
    static ByteInput of(InputStream stream, long length) {
        return new StreamInput(stream, length);
    }

    /**
     * Maps a file into memory and reads it there.
     *
     * @param arena decides how long the file stays mapped; it must outlive reading
     */
    static ByteInput map(Path file, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return of(channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
        }
    }

    /** Bytes consumed so far. */
    long position();

    /** Bytes left. */
    long remaining();

    /** Skips bytes without reading them; {@code count} is at most {@link #remaining()}, here and below. */
    void skip(long count) throws MalformedInputException;

    byte readByte() throws MalformedInputException;

    int readInt() throws MalformedInputException;

    long readLong() throws MalformedInputException;

    /** Fills the array. */
    void readBytes(byte[] target) throws MalformedInputException;

    /** Fills a range of the array. */
    void readLongs(long[] target, int from, int length) throws MalformedInputException;

    /** Fills a range of the array. */
    void readDoubles(double[] target, int from, int length) throws MalformedInputException;
}
