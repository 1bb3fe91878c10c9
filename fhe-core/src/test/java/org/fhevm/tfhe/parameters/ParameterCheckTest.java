package org.fhevm.tfhe.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.fhevm.tfhe.parameters.NoiseDistribution.Gaussian;
import org.fhevm.tfhe.parameters.NoiseDistribution.TUniform;
import org.junit.jupiter.api.Test;

class ParameterCheckTest {
    private static final TUniform NOISE = new TUniform(10);
    private static final Decomposition ONE_LEVEL = new Decomposition(22, 1);

    @Test
    void theFhevmSetHasTheDerivedNumbersOfTheLiterature() {
        ComputeParameters compute = ParameterSet.FHEVM_0_6.compute();
        assertThat(compute.bigLweDimension()).isEqualTo(2048);
        assertThat(compute.blockLweDimension()).isEqualTo(2048);
        assertThat(compute.pbsOrder()).isEqualTo(PbsOrder.KEYSWITCH_BOOTSTRAP);
        assertThat(compute.deltaLog2()).isEqualTo(59);
        assertThat(ParameterSet.FHEVM_0_6.compactKey().deltaLog2()).isEqualTo(59);
        assertThat(ParameterSet.FHEVM_0_6.compression().packingLweDimension()).isEqualTo(1024);
    }

    @Test
    void blocksUnderTheSmallKeyHaveItsDimension() {
        ComputeParameters small = compute(887, 1, 2048, 4, 4, 5, EncryptionKeyChoice.SMALL);
        assertThat(small.blockLweDimension()).isEqualTo(887);
        assertThat(small.pbsOrder()).isEqualTo(PbsOrder.BOOTSTRAP_KEYSWITCH);
    }

    @Test
    void impossibleNumbersAreRefused() {
        EncryptionKeyChoice big = EncryptionKeyChoice.BIG;
        assertRefused(() -> compute(0, 1, 2048, 4, 4, 5, big), "LWE dimension");
        assertRefused(() -> compute(887, 0, 2048, 4, 4, 5, big), "GLWE dimension");
        assertRefused(() -> compute(887, 1, 2047, 4, 4, 5, big), "polynomial size");
        assertRefused(() -> compute(887, 1, 1, 4, 4, 5, big), "polynomial size");
        assertRefused(() -> compute(887, 1 << 20, 1 << 20, 4, 4, 5, big), "too large");
        assertRefused(() -> compute(887, 1, 2048, 3, 4, 5, big), "message modulus");
        assertRefused(() -> compute(887, 1, 2048, 4, 0, 5, big), "carry modulus");
        assertRefused(() -> compute(887, 1, 2048, 4, 6, 5, big), "carry modulus");
        assertRefused(() -> compute(887, 1, 2048, 1 << 20, 4, 5, big), "16 bits");
        assertRefused(() -> compute(887, 1, 2048, 4, 4, 0, big), "noise level");
        assertRefused(() -> new CompactKeyParameters(1000, NOISE, 4, 4, new ExpansionKind.RequiresCasting()), "1000");
        assertRefused(() -> new CompressionParameters(ONE_LEVEL, ONE_LEVEL, 256, 4, 257, 12, NOISE), "257");
        assertRefused(() -> new CompressionParameters(ONE_LEVEL, ONE_LEVEL, 256, 4, 256, 64, NOISE), "2^64");
    }

    @Test
    void decompositionsFitAWord() {
        assertThat(new Decomposition(16, 4)).isNotNull();
        assertRefused(() -> new Decomposition(0, 1), "0 bits");
        assertRefused(() -> new Decomposition(3, 0), "0 levels");
        assertRefused(() -> new Decomposition(33, 2), "64-bit word");
        assertRefused(() -> new Decomposition(1 << 30, 1 << 30), "64-bit word");
    }

    @Test
    void noiseIsAFractionOfTheTorus() {
        assertRefused(() -> new TUniform(63), "2^63");
        assertRefused(() -> new TUniform(-1), "2^-1");
        assertRefused(() -> new Gaussian(Double.NaN, 0), "NaN");
        assertRefused(() -> new Gaussian(-1e-9, 0), "standard deviation");
        assertRefused(() -> new Gaussian(1e-9, Double.POSITIVE_INFINITY), "mean");
    }

    private static ComputeParameters compute(
            int lweDimension,
            int glweDimension,
            int polynomialSize,
            int messageModulus,
            int carryModulus,
            int maxNoiseLevel,
            EncryptionKeyChoice keyChoice) {
        return new ComputeParameters(
                lweDimension,
                glweDimension,
                polynomialSize,
                NOISE,
                NOISE,
                ONE_LEVEL,
                ONE_LEVEL,
                messageModulus,
                carryModulus,
                maxNoiseLevel,
                -64,
                keyChoice);
    }

    private static void assertRefused(ThrowingCallable constructor, String message) {
        assertThatIllegalArgumentException().isThrownBy(constructor).withMessageContaining(message);
    }
}
