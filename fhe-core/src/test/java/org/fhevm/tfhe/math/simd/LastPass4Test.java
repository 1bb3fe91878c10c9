package org.fhevm.tfhe.math.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The vector form of the last pass against the definition, whatever the width that this JVM prefers. */
class LastPass4Test {
    private static final int POINTS = 64;

    private final Random random = new Random(6);
    private final double[] twiddles = LastPass4.twiddles(
            random.doubles(POINTS / LastPass4.POINTS, -Math.PI, Math.PI).toArray());

    @Test
    void vectorsOfFourDoublesComputeTheDefinition() {
        assertSame(LastPass4::forward, LastPass4Avx2::forward);
        assertSame(LastPass4::inverse, LastPass4Avx2::inverse);
    }

    private void assertSame(Pass definition, Pass vectors) {
        double[] re = random.doubles(TransformKernels.START + POINTS, -1, 1).toArray();
        double[] im = random.doubles(TransformKernels.START + POINTS, -1, 1).toArray();
        double[] expectedRe = re.clone();
        double[] expectedIm = im.clone();
        definition.run(expectedRe, expectedIm, twiddles, POINTS);
        vectors.run(re, im, twiddles, POINTS);
        assertThat(re).containsExactly(expectedRe, within(1e-14));
        assertThat(im).containsExactly(expectedIm, within(1e-14));
    }

    @FunctionalInterface
    private interface Pass {
        void run(double[] re, double[] im, double[] twiddles, int points);
    }
}
