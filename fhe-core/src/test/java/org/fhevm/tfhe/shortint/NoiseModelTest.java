package org.fhevm.tfhe.shortint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Test;

/** The model distinguishes independent noise from shared noise; otherwise tests with it could not fail. */
class NoiseModelTest {
    private static final double PRECISION = 0.15;

    private final ServerKey key = ToyKeys.shared().serverKey();
    private final NoiseModel model = new NoiseModel(key, 1);

    private static long[] sum(int firstWeight, ShortintCiphertext first, int secondWeight, ShortintCiphertext second) {
        long[] words = first.words().clone();
        for (int j = 0; j < words.length; j++) {
            words[j] = firstWeight * words[j] + secondWeight * second.words()[j];
        }
        return words;
    }

    private BootstrapJob bootstrapped(long[] input, LookupTable table) {
        BootstrapJob job = new BootstrapJob(BootstrapJob.Source.BLOCK, input, List.of(table));
        model.run(key, List.of(job));
        return job;
    }

    private double noiseOf(long[] input) {
        model.reset();
        bootstrapped(input, LookupTable.signed(v -> v, 15));
        return model.largestNoise();
    }

    @Test
    void differentBlocksAddUpInSquares() {
        assertThat(noiseOf(sum(4, model.encrypt(1), 3, model.encrypt(2)))).isCloseTo(5, within(5 * PRECISION));
    }

    @Test
    void theSameBlockTwiceAddsUpLinearly() {
        ShortintCiphertext block = model.encrypt(1);
        assertThat(noiseOf(sum(4, block, 3, block))).isCloseTo(7, within(1e-9));
        assertThat(noiseOf(sum(4, block, -4, block))).isZero();
    }

    @Test
    void resultsOfOneRotationAddUpLinearly() {
        BootstrapJob job = bootstrapped(model.encrypt(3).words(), LookupTable.pair(v -> v, v -> 0));
        assertThat(noiseOf(sum(1, job.result(0), 1, job.result(1)))).isCloseTo(2, within(0.01));
    }

    /** Otherwise the search for copies would hide blocks of one rotation from tests. */
    @Test
    void resultsOfOneRotationAreNoCopies() {
        BootstrapJob job = bootstrapped(model.encrypt(3).words(), LookupTable.pair(v -> v, v -> 0));
        assertThat(noiseOf(sum(1, job.result(0), -1, job.result(1)))).isPositive();
        assertThat(NoiseModel.covariance(job.result(0), job.result(1))).isCloseTo(1, within(0.01));
    }

    @Test
    void bootstrapsEvaluateTheirTables() {
        BootstrapJob job = bootstrapped(model.encrypt(3).words(), LookupTable.pair(v -> 2 * v, v -> 3 - v));
        assertThat(model.decrypt(job.result(0))).isEqualTo(6);
        assertThat(model.decrypt(job.result(1))).isZero();
        assertThat(model.noise(job.result(0))).isEqualTo(1);
    }

    @Test
    void valuesOutsideATableAreRefused() {
        long[] input = sum(3, model.encrypt(3), 0, model.encrypt(0));
        assertThatThrownBy(() -> bootstrapped(input, LookupTable.pair(v -> v, v -> v)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("9");
    }
}
