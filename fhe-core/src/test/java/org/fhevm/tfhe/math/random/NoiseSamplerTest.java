package org.fhevm.tfhe.math.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.fhevm.tfhe.parameters.NoiseDistribution;
import org.fhevm.tfhe.parameters.NoiseDistribution.Gaussian;
import org.fhevm.tfhe.parameters.NoiseDistribution.TUniform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseSamplerTest {
    private static final int SAMPLES = 200_000;

    @Test
    void aSmallTUniformHasHalfTheWeightAtItsEnds() {
        int[] counts = new int[9];
        NoiseSampler sampler = sampler(new TUniform(2));
        for (int i = 0; i < SAMPLES; i++) {
            counts[(int) sampler.next() + 4]++;
        }
        double unit = SAMPLES / 8.0;
        for (int value = -4; value <= 4; value++) {
            double expected = Math.abs(value) == 4 ? unit / 2 : unit;
            assertThat((double) counts[value + 4])
                    .as("count of %d", value)
                    .isCloseTo(expected, within(6 * Math.sqrt(unit)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 6, 10, 17, 42, 46, 62})
    void tUniformStaysInItsBoundAndHasItsVariance(int boundLog2) {
        NoiseSampler sampler = sampler(new TUniform(boundLog2));
        double bound = Math.scalb(1.0, boundLog2);
        double squares = 0;
        double sum = 0;
        for (int i = 0; i < SAMPLES; i++) {
            double sample = sampler.next() / bound;
            assertThat(Math.abs(sample)).isLessThanOrEqualTo(1);
            squares += sample * sample;
            sum += sample;
        }
        double variance = (2 * bound * bound + 1) / 6 / (bound * bound);
        assertThat(squares / SAMPLES).isCloseTo(variance, within(0.02 * variance));
        assertThat(sum / SAMPLES).isCloseTo(0, within(0.01));
    }

    @Test
    void gaussianNoiseHasItsDeviationAndMean() {
        NoiseSampler sampler = sampler(new Gaussian(1e-6, 3e-6));
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < SAMPLES; i++) {
            double sample = sampler.next() * 0x1p-64 - 3e-6;
            sum += sample;
            squares += sample * sample;
        }
        assertThat(Math.sqrt(squares / SAMPLES)).isCloseTo(1e-6, within(1e-8));
        assertThat(sum / SAMPLES).isCloseTo(0, within(1.5e-8));
    }

    @Test
    void noiseIsAddedToTheRequestedRange() {
        long[] words = {7, 7, 7, 7};
        NoiseSampler twin = sampler(new TUniform(20));
        sampler(new TUniform(20)).addTo(words, 1, 2);
        assertThat(words).containsExactly(7, 7 + twin.next(), 7 + twin.next(), 7);
    }

    private static NoiseSampler sampler(NoiseDistribution distribution) {
        return new NoiseSampler(distribution, new Csprng(new Seed(5, 8)));
    }
}
