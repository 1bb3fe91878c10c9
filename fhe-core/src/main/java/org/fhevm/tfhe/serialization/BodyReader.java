package org.fhevm.tfhe.serialization;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Reads the encoding that all tfhe-rs types share: bincode with fixed-width little-endian integers, and a version in front
 * of nearly every type. Mutable; for one thread.
 *
 * <p>Three things are decided here once. <em>Versions</em>: with {@link #version} a layout asks which variant follows; in the
 * unversioned encoding nothing is stored and the answer is the newest one, so one reader serves both. <em>Budget</em>: the
 * bytes consumed never exceed the limit, and bytes behind the end of the object do not count. <em>Bounds</em>: no count is
 * believed before the input is known to hold that many elements.
 */
final class BodyReader {
    private final ByteInput input;
    private final long budgetEnd;
    private final boolean versioned;

    private BodyReader(ByteInput input, long budgetEnd, boolean versioned) {
        this.input = input;
        this.budgetEnd = budgetEnd;
        this.versioned = versioned;
    }

    /** Reads versioned types from here on, at most {@code limit} bytes. */
    static BodyReader versioned(ByteInput input, long limit) {
        return new BodyReader(input, saturatedEnd(input, limit), true);
    }

    /** Reads types without versions from here on, at most {@code limit} bytes. */
    static BodyReader unversioned(ByteInput input, long limit) {
        return new BodyReader(input, saturatedEnd(input, limit), false);
    }

    /** Goes on under the same budget without versions. */
    BodyReader withoutVersions() {
        return new BodyReader(input, budgetEnd, false);
    }

    private static long saturatedEnd(ByteInput input, long limit) {
        long end = input.position() + limit;
        return end < limit ? Long.MAX_VALUE : end;
    }

    long position() {
        return input.position();
    }

    /** The variant of a type that follows, from 0 to {@code newest}; the newest if versions are not stored. */
    int version(String type, int newest) throws MalformedInputException {
        return versioned ? index("version of " + type, newest + 1) : newest;
    }

    /** The version of a type that has had one layout only. */
    void onlyVersion(String type) throws MalformedInputException {
        version(type, 0);
    }

    /** Which of the {@code count} alternatives of a type follows. */
    int variant(String type, int count) throws MalformedInputException {
        return index(type, count);
    }

    private int index(String what, int count) throws MalformedInputException {
        long offset = position();
        int index = u32();
        if (index < 0 || index >= count) {
            throw new MalformedInputException(
                    "invalid value: integer `" + Integer.toUnsignedString(index) + "`, expected variant index 0 <= i < "
                            + count,
                    offset,
                    what);
        }
        return index;
    }

    /** Whether an optional part follows. */
    boolean option() throws MalformedInputException {
        return flag("option tag");
    }

    boolean bool() throws MalformedInputException {
        return flag("boolean");
    }

    private boolean flag(String what) throws MalformedInputException {
        require(1);
        byte value = input.readByte();
        if (value != 0 && value != 1) {
            throw malformed("invalid " + what + " " + Byte.toUnsignedInt(value) + ", expected 0 or 1");
        }
        return value == 1;
    }

    byte i8() throws MalformedInputException {
        require(Byte.BYTES);
        return input.readByte();
    }

    int u32() throws MalformedInputException {
        require(Integer.BYTES);
        return input.readInt();
    }

    long u64() throws MalformedInputException {
        require(Long.BYTES);
        return input.readLong();
    }

    double f64() throws MalformedInputException {
        return Double.longBitsToDouble(u64());
    }

    /** A 64-bit number that must be an {@code int} and not negative. */
    int size(String what) throws MalformedInputException {
        long value = u64();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw malformed(what + " " + Long.toUnsignedString(value) + " is out of range");
        }
        return (int) value;
    }

    /** A {@link #size} that has a version of its own, as nearly all of them do. */
    int quantity(String what) throws MalformedInputException {
        onlyVersion(what);
        return size(what);
    }

    /** The number of elements of a sequence, each of which takes at least so many bytes. */
    int count(int minimalElementBytes) throws MalformedInputException {
        long count = u64();
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw beyondEnd();
        }
        require(count * minimalElementBytes);
        return (int) count;
    }

    byte[] byteString() throws MalformedInputException {
        byte[] bytes = new byte[count(1)];
        input.readBytes(bytes);
        return bytes;
    }

    String string() throws MalformedInputException {
        byte[] bytes = byteString();
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("string is not valid utf8");
        }
    }

    /** A sequence of words. */
    long[] words() throws MalformedInputException {
        long[] words = new long[count(Long.BYTES)];
        input.readLongs(words, 0, words.length);
        return words;
    }

    /** So many words, without a count before them. */
    long[] words(int count) throws MalformedInputException {
        require((long) count * Long.BYTES);
        long[] words = new long[count];
        input.readLongs(words, 0, count);
        return words;
    }

    /** Fills a range of an array. */
    void doubles(double[] target, int from, int length) throws MalformedInputException {
        require((long) length * Double.BYTES);
        input.readDoubles(target, from, length);
    }

    void skip(long bytes) throws MalformedInputException {
        require(bytes);
        input.skip(bytes);
    }

    /** Makes sure that so many bytes follow and are within the budget. */
    void require(long bytes) throws MalformedInputException {
        if (bytes > budgetEnd - input.position() || bytes > input.remaining()) {
            throw beyondEnd();
        }
    }

    /** What stands in the way of reading on: the budget or the end of the input, whichever comes first. */
    private MalformedInputException beyondEnd() {
        boolean budgetFirst = budgetEnd - input.position() < input.remaining();
        return malformed(budgetFirst ? "the size limit has been reached" : "failed to fill whole buffer");
    }

    /** Makes a value whose constructor knows what is a possible shape. */
    <T> T build(Supplier<T> constructor) throws MalformedInputException {
        try {
            return constructor.get();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    /** The refusal of a variant that is known and no longer, or not yet, read. */
    MalformedInputException unsupported(String what) {
        return malformed(what + " is not supported");
    }

    MalformedInputException malformed(String message) {
        return new MalformedInputException(message, position());
    }
}
