package org.fhevm.tfhe.serialization;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads the encoding that all tfhe-rs types share: bincode with fixed-width little-endian integers, and a version in
 * front of nearly every type. Mutable; for one thread.
 *
 * <p>Three things are decided here once. <em>Versions</em>: with {@link #version} a layout asks which variant follows;
 * in the unversioned encoding nothing is stored and the answer is the newest one, so one reader serves both.
 * <em>Budget</em>: the bytes consumed never exceed the limit, and bytes behind the end of the object do not count.
 * <em>Bounds</em>: no count is believed before the input is known to hold that many elements.
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

    /** Continues under the same budget without versions. */
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
        int tag = Byte.toUnsignedInt(i8());
        if (tag > 1) {
            throw malformed("tag for enum is not valid, found " + tag);
        }
        return tag == 1;
    }

    boolean bool() throws MalformedInputException {
        int value = Byte.toUnsignedInt(i8());
        if (value > 1) {
            throw malformed("invalid u8 while decoding bool, expected 0 or 1, found " + value);
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

    /** The number of elements of a sequence, each of which takes at least {@code minimalElementBytes}. */
    int count(int minimalElementBytes) throws MalformedInputException {
        long count = u64();
        requireElements(count, minimalElementBytes);
        return arrayLength(count);
    }

    /**
     * A sequence of elements of at least {@code minimalElementBytes} each. If the input is too short for the count, the
     * elements that are there are still read: tfhe-rs would report a fault in one of them first.
     */
    <T> List<T> sequence(int minimalElementBytes, ElementReader<T> element) throws MalformedInputException {
        long count = u64();
        long longest = available() / minimalElementBytes;
        boolean fits = count >= 0 && count <= longest;
        List<T> elements = new ArrayList<>(fits ? Math.toIntExact(count) : 0);
        for (long i = 0; i != count; i++) {
            elements.add(element.read(this));
        }
        return elements;
    }

    /** The largest array length; nothing that is read here comes near it. */
    private int arrayLength(long length) throws MalformedInputException {
        if (length > Integer.MAX_VALUE) {
            throw beyondBudget();
        }
        return (int) length;
    }

    private long available() {
        return Math.min(budgetEnd - input.position(), input.remaining());
    }

    /** A byte string. Its whole length is checked against the limit before the input is checked. */
    byte[] byteString() throws MalformedInputException {
        long length = u64();
        require(length);
        byte[] bytes = new byte[arrayLength(length)];
        input.readBytes(bytes);
        return bytes;
    }

    String string() throws MalformedInputException {
        ByteBuffer bytes = ByteBuffer.wrap(byteString());
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, text, false);
        if (result.isError()) {
            throw notUtf8("invalid utf-8 sequence of " + result.length() + " bytes", bytes.position());
        }
        if (bytes.hasRemaining()) {
            throw notUtf8("incomplete utf-8 byte sequence", bytes.position());
        }
        return text.flip().toString();
    }

    private MalformedInputException notUtf8(String reason, int index) {
        return malformed("string is not valid utf8: " + reason + " from index " + index);
    }

    /** A sequence of words. */
    long[] words() throws MalformedInputException {
        long[] words = new long[count(Long.BYTES)];
        input.readLongs(words, 0, words.length);
        return words;
    }

    /** {@code count} words, without a count before them. */
    long[] words(int count) throws MalformedInputException {
        requireElements(count, Long.BYTES);
        long[] words = new long[count];
        input.readLongs(words, 0, count);
        return words;
    }

    /** Fills a range of an array. */
    void doubles(double[] target, int from, int length) throws MalformedInputException {
        requireElements(length, Double.BYTES);
        input.readDoubles(target, from, length);
    }

    /** Skips {@code count} words. */
    void skipWords(int count) throws MalformedInputException {
        requireElements(count, Long.BYTES);
        input.skip((long) count * Long.BYTES);
    }

    /** Skips {@code count} bytes that are stored one by one. */
    void skipBytes(int count) throws MalformedInputException {
        requireElements(count, 1);
        input.skip(count);
    }

    /**
     * Checks that a value of this many bytes, unsigned, follows within the budget. As in tfhe-rs the budget is charged
     * before the value is read, so if both are too small, the error names the budget.
     */
    void require(long bytes) throws MalformedInputException {
        if (Long.compareUnsigned(bytes, budgetEnd - input.position()) > 0) {
            throw beyondBudget();
        }
        if (Long.compareUnsigned(bytes, input.remaining()) > 0) {
            throw beyondInput();
        }
    }

    /**
     * As {@link #require} for each of {@code count} elements, unsigned: the first missing element decides the error.
     */
    private void requireElements(long count, int elementBytes) throws MalformedInputException {
        long withinBudget = (budgetEnd - input.position()) / elementBytes;
        long withinInput = input.remaining() / elementBytes;
        if (Long.compareUnsigned(count, Math.min(withinBudget, withinInput)) > 0) {
            throw withinBudget <= withinInput ? beyondBudget() : beyondInput();
        }
    }

    private MalformedInputException beyondBudget() {
        return malformed("the size limit has been reached");
    }

    private MalformedInputException beyondInput() {
        return malformed(ByteInput.ENDS_TOO_EARLY);
    }

    /** Builds a value whose constructor checks its shape. */
    <T> T build(Supplier<T> constructor) throws MalformedInputException {
        try {
            return constructor.get();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    /** The refusal of a known variant that is no longer, or not yet, supported. */
    MalformedInputException unsupported(String what) {
        return malformed(what + " is not supported");
    }

    MalformedInputException malformed(String message) {
        return new MalformedInputException(message, position());
    }

    /** Reads one element of a sequence. */
    @FunctionalInterface
    interface ElementReader<T> {
        T read(BodyReader reader) throws MalformedInputException;
    }
}
