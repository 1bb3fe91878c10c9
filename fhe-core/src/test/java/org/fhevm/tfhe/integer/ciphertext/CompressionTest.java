package org.fhevm.tfhe.integer.ciphertext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.util.List;
import java.util.function.LongToIntFunction;
import org.fhevm.tfhe.client.Encryptor;
import org.fhevm.tfhe.executor.InlineExecutor;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.RadixContext;
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

    private final RadixContext context = new RadixContext(KEYS.serverKey(), new InlineExecutor(8));
    private final Encryptor encryptor = new Encryptor(KEYS.clientKey(), new SecureRandom());

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
}
