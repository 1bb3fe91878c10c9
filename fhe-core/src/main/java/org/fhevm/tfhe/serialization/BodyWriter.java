package org.fhevm.tfhe.serialization;

import java.nio.charset.StandardCharsets;

/**
 * Writes the encoding that all tfhe-rs types share; the counterpart of {@link BodyReader}, with versions or without.
 * Mutable; for one thread.
 */
final class BodyWriter {
    private final ByteOutput output;
    private final boolean versioned;

    private BodyWriter(ByteOutput output, boolean versioned) {
        this.output = output;
        this.versioned = versioned;
    }

    static BodyWriter versioned(ByteOutput output) {
        return new BodyWriter(output, true);
    }

    static BodyWriter unversioned(ByteOutput output) {
        return new BodyWriter(output, false);
    }

    void version(int version) {
        if (versioned) {
            output.writeInt(version);
        }
    }

    void variant(int index) {
        output.writeInt(index);
    }

    void option(boolean present) {
        bool(present);
    }

    void bool(boolean value) {
        output.writeByte((byte) (value ? 1 : 0));
    }

    void i8(int value) {
        output.writeByte((byte) value);
    }

    void u32(int value) {
        output.writeInt(value);
    }

    void u64(long value) {
        output.writeLong(value);
    }

    void f64(double value) {
        output.writeLong(Double.doubleToRawLongBits(value));
    }

    void quantity(long value) {
        version(0);
        u64(value);
    }

    void byteString(byte[] bytes) {
        u64(bytes.length);
        output.writeBytes(bytes);
    }

    void string(String text) {
        byteString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The number of words, then the words. */
    void words(long[] words) {
        u64(words.length);
        rawWords(words, 0, words.length);
    }

    /** Words without a count before them. */
    void rawWords(long[] words, int from, int length) {
        output.writeLongs(words, from, length);
    }

    void doubles(double[] source, int from, int length) {
        output.writeDoubles(source, from, length);
    }
}
