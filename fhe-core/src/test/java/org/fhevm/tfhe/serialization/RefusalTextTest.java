package org.fhevm.tfhe.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.fhevm.tfhe.testing.TestVectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The error texts for senders of damaged inputs, word for word as in tfhe-rs 0.9.1: clients match on them. Each test
 * damages an input of tfhe-rs.
 */
class RefusalTextTest {
    private static final ProvenCompactCiphertextListCodec CODEC = ProvenCompactCiphertextListCodec.INSTANCE;
    private static final byte[] INPUT = TestVectors.toy().bytes("inputs/mixed.verify.proven");
    private static final String ENDS_EARLY = "io error: failed to fill whole buffer";
    private static final String LIMIT_REACHED = "the size limit has been reached";

    private static final int HEADER = 34 + CODEC.typeName().length();
    private static final int PART_COUNT = HEADER + 3 * Integer.BYTES;
    private static final int LIST_VERSION = PART_COUNT + Long.BYTES;
    private static final int WORD_COUNT = LIST_VERSION + 2 * Integer.BYTES;
    private static final int WORDS = WORD_COUNT + Long.BYTES;
    /** LweSize, LweCiphertextCount, modulus, degree and both moduli, each with its version, are behind the words. */
    private static final int EXPANSION_KIND = WORDS + 8 * (int) word(INPUT, WORD_COUNT) + 5 * 12 + 28;

    private static final int PROOF = EXPANSION_KIND + 8 + 12;

    @Test
    void everyInputThatEndsTooEarlyIsAnIoError() {
        for (int length = 0; length < INPUT.length; length++) {
            refuses(Arrays.copyOf(INPUT, length), SizeLimits.CIPHERTEXT, ENDS_EARLY);
        }
    }

    @Test
    void everyLimitThatIsTooLowIsNamedWhetherTheInputEndsThereOrNot() {
        for (int limit = 0; limit < INPUT.length; limit++) {
            refuses(INPUT, limit, LIMIT_REACHED);
            refuses(Arrays.copyOf(INPUT, limit), limit, LIMIT_REACHED);
        }
    }

    @ParameterizedTest
    @CsvSource({"0x7fffffffffffffff", "0xffffffffffffffff", "0x0000000001000000", "0x0000000000fffff9"})
    void aLengthBeyondTheRestOfTheLimitIsRefusedBeforeTheInputIsChecked(String length) {
        // The first string of the header: its length uses up 8 bytes of the limit.
        refuses(withWord(0, length), SizeLimits.CIPHERTEXT, LIMIT_REACHED);
        refuses(Arrays.copyOf(withWord(0, length), Long.BYTES), SizeLimits.CIPHERTEXT, LIMIT_REACHED);
    }

    @Test
    void aLengthWithinTheLimitButBeyondTheInputIsAnInputThatEndsTooEarly() {
        refuses(withWord(0, "0x0000000000fffff8"), SizeLimits.CIPHERTEXT, ENDS_EARLY);
    }

    @Test
    void theWordsOfAListAreChargedOneByOne() {
        byte[] endless = withWord(WORD_COUNT, "0xffffffffffffffff");
        refuses(endless, SizeLimits.CIPHERTEXT, ENDS_EARLY);
        refuses(Arrays.copyOf(endless, WORDS + 20), WORDS + 24, ENDS_EARLY);
        refuses(Arrays.copyOf(endless, WORDS + 20), WORDS + 23, LIMIT_REACHED);
        refuses(Arrays.copyOf(endless, WORDS + 20), WORDS + 16, LIMIT_REACHED);
    }

    @Test
    void aPartTooManyIsReadUntilItsFirstFault() {
        // The bytes after the only part are a count of kinds, not a list of another version.
        long kinds = kindCount();
        refuses(
                withWord(PART_COUNT, "0xffffffffffffffff"),
                SizeLimits.CIPHERTEXT,
                "invalid value: integer `" + kinds + "`, expected variant index 0 <= i < 2");
    }

    @Test
    void unknownVariantsAreNamedWithTheNumberOfThoseThatAreKnown() {
        refuses(withInt(8 + 3, 3), SizeLimits.CIPHERTEXT, variant(3, 2));
        refuses(withInt(HEADER, 1), SizeLimits.CIPHERTEXT, variant(1, 1));
        refuses(withInt(LIST_VERSION, 2), SizeLimits.CIPHERTEXT, variant(2, 2));
        refuses(withInt(EXPANSION_KIND + 4, 3), SizeLimits.CIPHERTEXT, variant(3, 2));
        refuses(
                withInt(EXPANSION_KIND + 4, -1),
                SizeLimits.CIPHERTEXT,
                "invalid value: integer `4294967295`, expected " + "variant index 0 <= i < 2");
        refuses(withInt(PROOF, 1), SizeLimits.CIPHERTEXT, variant(1, 1));
        refuses(withInt(PROOF + 8, 7), SizeLimits.CIPHERTEXT, variant(7, 3));
    }

    @Test
    void invalidOptionTagsAndTextsAreNamedWithTheirValue() {
        // The last three bytes of a proof without its three options, before the count of kinds.
        byte[] optionTag = INPUT.clone();
        optionTag[PROOF + 580] = 2;
        refuses(optionTag, SizeLimits.CIPHERTEXT, "tag for enum is not valid, found 2");
        byte[] text = INPUT.clone();
        text[9] = (byte) 0xe2;
        refuses(
                text,
                SizeLimits.CIPHERTEXT,
                "string is not valid utf8: invalid utf-8 sequence of 1 bytes from index 1");
        text[9] = '.';
        text[10] = (byte) 0xe2;
        refuses(text, SizeLimits.CIPHERTEXT, "string is not valid utf8: incomplete utf-8 byte sequence from index 2");
    }

    private static long kindCount() {
        try {
            return CODEC.read(INPUT).kinds().size();
        } catch (MalformedInputException e) {
            throw new AssertionError(e);
        }
    }

    private static String variant(int found, int known) {
        return "invalid value: integer `" + found + "`, expected variant index 0 <= i < " + known;
    }

    private static void refuses(byte[] bytes, long limit, String text) {
        assertThatExceptionOfType(MalformedInputException.class)
                .as("%d bytes, limit %d", bytes.length, limit)
                .isThrownBy(() -> CODEC.read(bytes, limit))
                .satisfies(refusal -> assertThat(refusal.getMessage()).isEqualTo(text));
    }

    private static long word(byte[] bytes, int offset) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(offset);
    }

    private static byte[] withWord(int offset, String hex) {
        byte[] changed = INPUT.clone();
        ByteBuffer.wrap(changed)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(offset, Long.parseUnsignedLong(hex.substring(2), 16));
        return changed;
    }

    private static byte[] withInt(int offset, int value) {
        byte[] changed = INPUT.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, value);
        return changed;
    }
}
