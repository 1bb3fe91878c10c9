package org.fhevm.tfhe.core.expansion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import org.fhevm.tfhe.core.entity.FourierLweBootstrapKey;
import org.fhevm.tfhe.core.entity.LweBootstrapKey;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.core.entity.SeededLweKeyswitchKey;
import org.fhevm.tfhe.math.random.Csprng;
import org.fhevm.tfhe.math.random.Seed;
import org.fhevm.tfhe.parameters.Decomposition;
import org.fhevm.tfhe.serialization.CompressedServerKeyCodec;
import org.fhevm.tfhe.serialization.ServerKeyCodec;
import org.fhevm.tfhe.shortint.SeededExpansion;
import org.fhevm.tfhe.shortint.ServerKeyParts;
import org.fhevm.tfhe.testing.TestVectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The toy set has the same server key in both forms. */
class SeededKeyExpansionTest {
    private static ServerKeyParts<LweKeyswitchKey, LweBootstrapKey, LwePackingKeyswitchKey> expanded;
    private static ServerKeyParts<LweKeyswitchKey, FourierLweBootstrapKey, LwePackingKeyswitchKey> reference;

    @BeforeAll
    static void readBothForms() throws Exception {
        TestVectors toy = TestVectors.toy();
        expanded = SeededExpansion.expand(CompressedServerKeyCodec.INSTANCE.read(toy.bytes("keys/csks")));
        reference = ServerKeyCodec.INSTANCE.read(toy.bytes("keys/sks"));
    }

    @Test
    void keyswitchKeysAreThoseOfTfheRs() {
        assertSame(expanded.keyswitchKey(), reference.keyswitchKey());
        assertThat(expanded.keyswitchKey().inputDimension()).isEqualTo(512);
        assertThat(expanded.keyswitchKey().outputDimension()).isEqualTo(37);
    }

    @Test
    void castingKeysAreThoseOfTfheRs() {
        var found = expanded.casting().orElseThrow();
        var expected = reference.casting().orElseThrow();
        assertSame(found.key(), expected.key());
        assertThat(found.rightShift()).isEqualTo(expected.rightShift()).isZero();
        assertThat(found.destination()).isEqualTo(expected.destination());
    }

    @Test
    void packingKeysAreThoseOfTfheRs() {
        LwePackingKeyswitchKey found = expanded.compression().orElseThrow().key();
        LwePackingKeyswitchKey expected = reference.compression().orElseThrow().key();
        assertThat(found).usingRecursiveComparison().isEqualTo(expected);
        assertThat(expanded.compression().orElseThrow().lwePerGlwe()).isEqualTo(64);
        assertThat(expanded.compression().orElseThrow().storageLogModulus()).isEqualTo(10);
    }

    @Test
    void bootstrappingKeysTransformToThoseOfTfheRs() {
        assertTransform(expanded.bootstrapKey(), reference.bootstrapKey());
        assertTransform(
                expanded.decompression().orElseThrow().key(),
                reference.decompression().orElseThrow().key());
    }

    @Test
    void partsOfTheBootstrappingKeyAreThoseOfTfheRs() {
        long[] words = expanded.bootstrapKey().words();
        long[] first = TestVectors.toy().words("intermediates/bootstrap_key_standard_ggsw0.u64");
        long[] last = TestVectors.toy().words("intermediates/bootstrap_key_standard_ggsw36.u64");
        assertThat(Arrays.copyOf(words, first.length)).isEqualTo(first);
        assertThat(Arrays.copyOfRange(words, words.length - last.length, words.length))
                .isEqualTo(last);
    }

    @Test
    void theNumbersOfTheKeyAreKept() {
        assertThat(expanded.maxDegree()).isEqualTo(reference.maxDegree()).isEqualTo(12);
        assertThat(expanded.maxNoiseLevel()).isEqualTo(reference.maxNoiseLevel());
        assertThat(expanded.pbsOrder()).isEqualTo(reference.pbsOrder());
        var material = expanded.map(
                Function.identity(),
                key -> new FourierLweBootstrapKey(
                        key.inputDimension(),
                        key.glweDimension(),
                        key.polynomialSize(),
                        key.decomposition(),
                        new double[key.words().length]),
                Function.identity());
        assertThat(ServerKeyCodec.INSTANCE.size(material)).isEqualTo(ServerKeyCodec.INSTANCE.size(reference));
    }

    @Test
    void rowsDoNotDependOnTheDivisionOfTheWork() {
        Decomposition decomposition = new Decomposition(3, 5);
        long[] bodies = new Random(3).longs(5 * 4001).toArray();
        LweKeyswitchKey key =
                SeededKeyExpansion.expand(new SeededLweKeyswitchKey(4001, 37, decomposition, new Seed(1, 2), bodies));
        Csprng masks = new Csprng(new Seed(1, 2));
        for (int row = 0; row < bodies.length; row++) {
            for (int i = 0; i < 37; i++) {
                assertThat(key.words()[38 * row + i]).isEqualTo(masks.nextLong());
            }
            assertThat(key.words()[38 * row + 37]).isEqualTo(bodies[row]);
        }
    }

    private static void assertSame(LweKeyswitchKey found, LweKeyswitchKey expected) {
        assertThat(found).usingRecursiveComparison().isEqualTo(expected);
    }

    /** Compares some polynomials after a transform straight from its definition. */
    private static void assertTransform(LweBootstrapKey standard, FourierLweBootstrapKey fourier) {
        assertThat(fourier.inputDimension()).isEqualTo(standard.inputDimension());
        assertThat(fourier.polynomialCount()).isEqualTo(standard.polynomialCount());
        int size = standard.polynomialSize();
        int count = standard.polynomialCount();
        for (int index : new int[] {0, 1, 2, 3, count / 2 + 1, count - 1}) {
            long[] coefficients = Arrays.copyOfRange(standard.words(), index * size, (index + 1) * size);
            double[] values = Arrays.copyOfRange(fourier.values(), index * size, (index + 1) * size);
            assertThat(values).as("polynomial %d", index).containsExactly(transform(coefficients), within(1e-12));
        }
    }

    private static double[] transform(long[] coefficients) {
        int size = coefficients.length;
        int half = size / 2;
        double[] values = new double[size];
        for (int k = 0; k < half; k++) {
            for (int j = 0; j < half; j++) {
                double angle = Math.PI * ((double) (j * (1L - 4L * k) % (2L * size)) / size);
                double re = coefficients[j] * 0x1p-64;
                double im = coefficients[j + half] * 0x1p-64;
                values[2 * k] += re * Math.cos(angle) - im * Math.sin(angle);
                values[2 * k + 1] += re * Math.sin(angle) + im * Math.cos(angle);
            }
        }
        return values;
    }
}
