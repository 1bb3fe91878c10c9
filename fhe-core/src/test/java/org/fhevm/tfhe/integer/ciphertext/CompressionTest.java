package org.fhevm.tfhe.integer.ciphertext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.security.SecureRandom;
import java.util.List;
import java.util.function.LongToIntFunction;
import java.util.stream.IntStream;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.client.Encryptor;
import org.fhevm.tfhe.core.algorithm.BitPacking;
import org.fhevm.tfhe.core.algorithm.SampleExtraction;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.executor.InlineExecutor;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.RadixContext;
import org.fhevm.tfhe.parameters.PbsOrder;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Test;

/** How far a stored phase may be off for its readers, and what noise may be stored. */
class CompressionTest {
    private static final ToyKeys KEYS = ToyKeys.shared();
    private static final int DELTA_LOG2 = KEYS.serverKey().deltaLog2();
    private static final long HALF = 1L << DELTA_LOG2 - 1;
    /** The step of the stored form of the real parameters. */
    private static final long STEP = 1L << 52;
    /** Steps of the stored form of the toy parameters in a unit of a block. */
    private static final int STEPS_OF_A_UNIT = 1 << 10 - 5;

    private final RadixContext context = new RadixContext(KEYS.serverKey(), new InlineExecutor(8));
    private final Encryptor encryptor = new Encryptor(KEYS.clientKey(), new SecureRandom());
    private final Decryptor decryptor = new Decryptor(KEYS.clientKey());

    private static int read(LookupTable table, long phase) {
        return table.evaluate(0, (int) (phase + HALF >>> DELTA_LOG2));
    }

    /** The reader of a client key, which needs no bootstrap. */
    private static int nearest(long phase) {
        return (int) (phase + 4 * HALF >>> DELTA_LOG2 + 2 & 3);
    }

    /** Checks all phases from {@code halves} half units below a message to as many above, that end excluded. */
    private static void assertReads(LongToIntFunction reader, int messages, int offset, int below, int above) {
        for (int message = 0; message < messages; message++) {
            long exact = (8L * message + offset) * HALF;
            for (long error = -below * HALF; error < above * HALF; error += STEP) {
                assertThat(reader.applyAsInt(exact + error)).isEqualTo(message);
            }
        }
    }

    @Test
    void everyReaderHasAUnitOfRoomOnBothSides() {
        LookupTable ofTfheRs = LookupTable.of(v -> v >> 2);
        LookupTable formerlyOurs = LookupTable.signed(v -> v < 14 ? v + 2 >> 2 : 0, 3);
        assertReads(phase -> read(ofTfheRs, phase), 4, 1, 2, 2);
        assertReads(phase -> read(formerlyOurs, phase), 4, 1, 2, 2);
        assertReads(CompressionTest::nearest, 4, 1, 2, 2);
    }

    @Test
    void ourTablesHaveTwoUnits() {
        assertReads(phase -> read(Compression.NEAREST_MESSAGE, phase), 4, 1, 4, 4);
        assertReads(phase -> read(Compression.NEAREST_BIT, phase), 2, 1, 4, 4);
    }

    @Test
    void valuesThatTfheRsStoredHaveOneAndAHalf() {
        assertReads(phase -> read(Compression.NEAREST_MESSAGE, phase), 4, 0, 3, 3);
        assertReads(phase -> read(Compression.NEAREST_BIT, phase), 2, 0, 3, 3);
    }

    /** Whatever another program stored, a boolean comes back as 0 or 1. */
    @Test
    void aStoredBooleanStaysInItsRange() {
        for (int value = 0; value < LookupTable.BOXES; value++) {
            assertThat(Compression.NEAREST_BIT.evaluate(0, value)).isBetween(0, 1);
        }
    }

    private void store(int degree, int noiseLevel) {
        ShortintCiphertext block =
                new ShortintCiphertext(encryptor.encryptBlock(1).words(), degree, noiseLevel);
        Compression.compress(context, List.of(new RadixCiphertext(List.of(block))), List.of(new DataKind.Unsigned(1)));
    }

    @Test
    void noiseUpToTheBoundIsStored() {
        assertThatCode(() -> store(3, 10)).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store(3, 11))
                .withMessageStartingWith("only messages with noise up to 10 can be compressed");
        assertThatIllegalArgumentException().isThrownBy(() -> store(4, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> store(3, ShortintCiphertext.UNKNOWN_NOISE_LEVEL));
    }

    private RadixCiphertext encrypt(int... messages) {
        return new RadixCiphertext(
                IntStream.of(messages).mapToObj(encryptor::encryptBlock).toList());
    }

    private List<Integer> restored(CompressedCiphertextList list, int index) {
        return Compression.decompress(context, list, index).blocks().stream()
                .map(decryptor::decryptBlock)
                .toList();
    }

    @Test
    void valuesComeBackFromAListOfSeveralGroups() {
        int perGroup = KEYS.serverKey().compression().lwePerGlwe();
        int[] acrossGroups = IntStream.range(0, perGroup).map(i -> i & 3).toArray();
        CompressedCiphertextList list = Compression.compress(
                context,
                List.of(encrypt(1, 0, 3), encrypt(1), encrypt(acrossGroups), encrypt(2, 3)),
                List.of(
                        new DataKind.Unsigned(3),
                        new DataKind.Bool(),
                        new DataKind.Unsigned(perGroup),
                        new DataKind.Unsigned(2)));

        assertThat(list.glwes()).extracting(PackedGlwe::bodyCount).containsExactly(perGroup, 6);
        assertThat(list.count()).isEqualTo(perGroup + 6);
        assertThat(restored(list, 0)).containsExactly(1, 0, 3);
        assertThat(restored(list, 1)).containsExactly(1);
        assertThat(restored(list, 2))
                .containsExactly(IntStream.of(acrossGroups).boxed().toArray(Integer[]::new));
        assertThat(restored(list, 3)).containsExactly(2, 3);
        assertThat(Compression.decompress(context, list, 1).blocks().getFirst().degree())
                .as("degree of a boolean")
                .isEqualTo(1);
    }

    @Test
    void aFullGroupIsFollowedByNoOther() {
        int perGroup = KEYS.serverKey().compression().lwePerGlwe();
        CompressedCiphertextList list = Compression.compress(
                context, List.of(encrypt(new int[perGroup])), List.of(new DataKind.Unsigned(perGroup)));

        assertThat(list.glwes()).extracting(PackedGlwe::bodyCount).containsExactly(perGroup);
    }

    /** Rounding down would move a phase by half a step for each bit of the key that is 1. */
    @Test
    void roundingToTheStoredBitsHasNoBias() {
        double sum = 0;
        int lists = 200;
        for (int i = 0; i < lists; i++) {
            CompressedCiphertextList list =
                    Compression.compress(context, List.of(encrypt(0)), List.of(new DataKind.Unsigned(1)));
            sum += phaseInSteps(list.glwes().getFirst()) - STEPS_OF_A_UNIT / 2.0;
        }
        assertThat(sum / lists).isCloseTo(0, within(2.0));
    }

    /** Phase of the first block in steps of the stored form. */
    private static double phaseInSteps(PackedGlwe glwe) {
        int n = glwe.polynomialSize();
        long[] words = new long[(glwe.glweDimension() + 1) * n];
        for (int j = 0; j < glwe.initialLength(); j++) {
            words[j] = BitPacking.value(glwe.packed(), j, glwe.logModulus()) << Long.SIZE - glwe.logModulus();
        }
        long[] lwe = new long[glwe.glweDimension() * n + 1];
        SampleExtraction.extract(words, 0, n, 0, lwe);
        long[] key = KEYS.clientKey()
                .compressionPrivateKey()
                .orElseThrow()
                .secretKey()
                .secretBits();
        long phase = lwe[key.length];
        for (int i = 0; i < key.length; i++) {
            phase -= key[i] * lwe[i];
        }
        return phase >> Long.SIZE - glwe.logModulus();
    }

    @Test
    void aListOfAnotherDimensionIsRefused() {
        PackedGlwe foreign = new PackedGlwe(new long[11], 10, 65, 1, 64, 1);
        CompressedCiphertextList list = new CompressedCiphertextList(
                List.of(foreign),
                4,
                4,
                PbsOrder.KEYSWITCH_BOOTSTRAP,
                64,
                1,
                List.of(new DataKind.Unsigned(1)),
                KeyTag.EMPTY);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Compression.decompress(context, list, 0))
                .withMessage("packed ciphertexts of dimension 64 under a decompression key for dimension 128");
    }
}
