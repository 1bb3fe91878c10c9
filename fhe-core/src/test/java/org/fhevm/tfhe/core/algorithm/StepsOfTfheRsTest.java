package org.fhevm.tfhe.core.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.core.entity.FourierLweBootstrapKey;
import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.core.entity.PreparedKeyswitchKey;
import org.fhevm.tfhe.core.entity.PreparedPackingKey;
import org.fhevm.tfhe.math.decomposition.SignedDecomposition;
import org.fhevm.tfhe.math.simd.TransformKernels;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ServerKeyCodec;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ServerKeyParts;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.fhevm.tfhe.testing.KeySets;
import org.fhevm.tfhe.testing.TestVectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Step by step against the inner values of one run of tfhe-rs 0.9.1 ({@code toy-0.9.1/intermediates}). */
class StepsOfTfheRsTest {
    private static final int DELTA_LOG2 = 59;
    private static final int ROTATION_LOG2 = 10;

    /**
     * Rounding the keyswitch key to 24 bits: 2560 digits of up to 4, each times up to half of 2^8; far above six sigma.
     */
    private static final int KEYSWITCH_ROUNDING = 1 << 18;

    /** The same for packing: four times 1024 digits of up to 128, a standard deviation of about 1400. */
    private static final int PACKING_ROUNDING = 1 << 14;

    private static final TestVectors TOY = TestVectors.toy();
    private static ServerKeyParts<LweKeyswitchKey, FourierLweBootstrapKey, LwePackingKeyswitchKey> material;

    @BeforeAll
    static void readKeys() throws MalformedInputException {
        material = ServerKeyCodec.INSTANCE.read(TOY.bytes("keys/sks"));
    }

    private static long[] words(String name) {
        return TOY.words("intermediates/" + name + ".u64");
    }

    static Stream<Arguments> tables() {
        return Stream.of(
                table("lut_identity", x -> x),
                table("lut_message", x -> x % 4),
                table("lut_carry", x -> x / 4),
                table("lut_bool_low", x -> x % 4 != 0 ? 1 : 0),
                table("lut_bool_high", x -> x / 4 % 4 != 0 ? 1 : 0),
                table("lut_bivariate_bitand", x -> x / 4 & x % 4));
    }

    private static Arguments table(String name, IntUnaryOperator f) {
        return Arguments.of(name, LookupTable.of(f));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tables")
    void accumulatorsAreThoseOfTfheRs(String name, LookupTable table) {
        assertThat(table.accumulator(512, DELTA_LOG2)).isEqualTo(words(name));
    }

    @Test
    void anAccumulatorOfTwoFunctionsIsThatOfTfheRs() {
        LookupTable table = LookupTable.pair(x -> x % 4, x -> x / 4);
        assertThat(table.accumulator(512, DELTA_LOG2)).isEqualTo(words("lut_many_message_carry"));
        assertThat(table.coefficient(1, 512)).isEqualTo(256);
    }

    @Test
    void decompositionAndKeyMakeTheKeyswitchOfTfheRsWordForWord() {
        assertThat(exactKeyswitch(material.keyswitchKey(), words("pbs_0_input_lwe")))
                .isEqualTo(words("pbs_1_keyswitched"));
    }

    @Test
    void theKeyswitchInShortWordsIsTheExactOneRounded() {
        assertCloseToRounded(
                keyswitch(material.keyswitchKey(), words("pbs_0_input_lwe")),
                words("pbs_1_keyswitched"),
                KEYSWITCH_ROUNDING);
    }

    @Test
    void thePlainModulusSwitchIsExact() {
        long[] keyswitched = words("pbs_1_keyswitched");
        int[] switched = new int[keyswitched.length];
        ModulusSwitch.plain(keyswitched, switched, switched.length, ROTATION_LOG2);
        assertThat(Arrays.stream(switched).asLongStream().toArray()).isEqualTo(words("pbs_2_modulus_switched"));
    }

    @Test
    void blindRotationLeadsToTheTableValue() {
        KeySets keys = KeySets.toy();
        long[] switched = words("pbs_2_modulus_switched");
        int[] exponents = Arrays.stream(switched).mapToInt(Math::toIntExact).toArray();
        long[] accumulator = BlindRotation.newAccumulator(keys.serverKey().bootstrapKey());
        BlindRotation.start(words("lut_identity"), exponents[37], accumulator);
        BlindRotation.rotate(
                keys.serverKey().bootstrapKey(),
                new int[][] {exponents},
                new long[][] {accumulator},
                1,
                new BlindRotation.Scratch(keys.serverKey().bootstrapKey()));
        long[] block = new long[513];
        SampleExtraction.extract(accumulator, TransformKernels.START, 512, 0, block);
        long phase = new Decryptor(keys.clientKey()).phase(new ShortintCiphertext(block, 15, 1));
        assertThat(Math.abs(phase - (6L << DELTA_LOG2))).isLessThan(1L << 50);
    }

    @Test
    void extractionIsExact() {
        long[] block = new long[513];
        SampleExtraction.extract(words("pbs_3_accumulator_after_rotation"), 0, 512, 0, block);
        assertThat(block).isEqualTo(words("pbs_4_output_lwe"));
        for (int coefficient : new int[] {0, 3}) {
            long[] lwe = new long[129];
            SampleExtraction.extract(words("decompress_0_glwe"), 0, 64, coefficient, lwe);
            assertThat(lwe).isEqualTo(words("decompress_1_block" + coefficient + "_extracted_lwe"));
        }
    }

    @Test
    void packingIsTheExactOneRounded() {
        long[] blocks = words("compress_0_input_blocks");
        long[][] inputs = new long[4][];
        for (int t = 0; t < 4; t++) {
            inputs[t] = Arrays.stream(blocks, 513 * t, 513 * (t + 1))
                    .map(word -> 4 * word)
                    .toArray();
        }
        PreparedPackingKey key =
                PreparedPackingKey.of(material.compression().orElseThrow().key());
        assertCloseToRounded(PackingKeyswitch.pack(key, inputs), words("compress_1_packed_glwe"), PACKING_ROUNDING);
    }

    @Test
    void bitsArePackedAsInTfheRs() {
        long[] values = words("compress_2_modulus_switched");
        int[] small = Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
        long[] packed = BitPacking.pack(small, small.length, 10);
        assertThat(packed).isEqualTo(words("compress_3_bit_packed_words"));
        for (int i = 0; i < values.length; i++) {
            assertThat(BitPacking.value(packed, i, 10)).isEqualTo(values[i]);
        }
    }

    @Test
    void compactListsExpandAndCastAsInTfheRs() {
        LweCompactCiphertextList list = new LweCompactCiphertextList(64, 3, words("compact_0_list_words"));
        LweKeyswitchKey casting = material.casting().orElseThrow().key();
        for (int element = 0; element < 3; element++) {
            long[] lwe = CompactListMask.expand(list, element);
            assertThat(lwe).isEqualTo(words("compact_1_element" + element + "_expanded_lwe"));
            assertCloseToRounded(
                    keyswitch(casting, lwe), words("compact_2_element" + element + "_cast_lwe"), KEYSWITCH_ROUNDING);
        }
    }

    /** The definition in 64-bit words, by plain loops. */
    private static long[] exactKeyswitch(LweKeyswitchKey key, long[] input) {
        int size = key.outputDimension() + 1;
        int levels = key.decomposition().levelCount();
        SignedDecomposition decomposition = new SignedDecomposition(key.decomposition());
        long[] out = new long[size];
        out[size - 1] = input[key.inputDimension()];
        int[] digits = new int[levels];
        for (int i = 0; i < key.inputDimension(); i++) {
            decomposition.decompose(input[i], digits, 0);
            for (int level = 0; level < levels; level++) {
                for (int j = 0; j < size; j++) {
                    out[j] -= digits[level] * key.words()[(i * levels + level) * size + j];
                }
            }
        }
        return out;
    }

    private static int[] keyswitch(LweKeyswitchKey key, long[] input) {
        PreparedKeyswitchKey rounded = PreparedKeyswitchKey.of(key);
        int[][] out = new int[1][rounded.rowLength()];
        LweKeyswitch.keyswitch(rounded, new long[][] {input}, out, 1, new LweKeyswitch.Scratch(1, rounded));
        return Arrays.copyOf(out[0], key.outputDimension() + 1);
    }

    private static void assertCloseToRounded(int[] actual, long[] exact, int bound) {
        assertThat(actual).hasSize(exact.length);
        for (int j = 0; j < exact.length; j++) {
            int difference = actual[j] - (int) (exact[j] + (1L << 31) >>> 32);
            assertThat(Math.abs(difference)).as("word %d", j).isLessThan(bound);
        }
    }

    @Test
    void signedDigitsFollowTheTieRule() {
        SignedDecomposition decomposition = new SignedDecomposition(new org.fhevm.tfhe.parameters.Decomposition(3, 2));
        assertThat(digits(decomposition, 0b100_100)).containsExactly(-3, -4);
        assertThat(digits(decomposition, 0b011_100)).containsExactly(3, 4);
        for (int top = 0; top < 64; top++) {
            int[] digits = digits(decomposition, top);
            BigInteger sum = BigInteger.valueOf(digits[0] * 8L + digits[1]);
            assertThat(sum.mod(BigInteger.valueOf(64))).isEqualTo(BigInteger.valueOf(top));
        }
    }

    /** Digits of levels 1 and 2 of a word with these six top bits. */
    private static int[] digits(SignedDecomposition decomposition, long topBits) {
        int[] digits = new int[2];
        decomposition.decompose(topBits << 58, digits, 0);
        return digits;
    }
}
