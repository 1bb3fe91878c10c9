package org.fhevm.tfhe.math.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

/** The lanes against integers, and the twins against each other. */
class FieldLanesTest {
    private static final BigInteger PRIME =
            new BigInteger("1728247035428571559800712765794959622434926935227898984378348363563856566622774728969"
                    + "02502740297183690175962001546428467344062165330603");
    private static final BigInteger RADIX = BigInteger.ONE.shiftLeft(459);
    private static final Random RANDOM = new Random(7);

    private final FieldLanes best = FieldLanes.best(PRIME);
    private final FieldLanes scalar = FieldLanes.scalar(PRIME);
    private final int n = best.groupLength();

    @RepeatedTest(300)
    void productsOfLooseElementsAreExactAndTheTwinsAgree() {
        double[] in = new double[4 * n];
        for (int i = 0; i < 4; i++) {
            fill(in, i * n, RANDOM.nextInt(3));
        }
        double[] product = new double[n];
        double[] sum = new double[n];
        double[] difference = new double[n];
        best.multiply(product, 0, in, 0, in, n);
        best.multiplySum(sum, 0, in, 0, in, n, in, 2 * n, in, 3 * n);
        best.subtractReduced(difference, 0, in, 0, in, n);
        for (int lane = 0; lane < best.lanes(); lane++) {
            BigInteger[] v = new BigInteger[4];
            double[][] single = new double[4][];
            for (int i = 0; i < 4; i++) {
                single[i] = lane(in, i * n, lane);
                v[i] = value(single[i]);
            }
            assertCongruent(value(lane(product, 0, lane)).multiply(RADIX), v[0].multiply(v[1]));
            assertReduced(lane(product, 0, lane));
            assertCongruent(
                    value(lane(sum, 0, lane)).multiply(RADIX),
                    v[0].multiply(v[1]).add(v[2].multiply(v[3])));
            assertReduced(lane(sum, 0, lane));
            assertCongruent(value(lane(difference, 0, lane)), v[0].subtract(v[1]));
            assertReduced(lane(difference, 0, lane));
            double[] twin = new double[FieldLanes.DIGITS];
            scalar.multiply(twin, 0, single[0], 0, single[1], 0);
            assertThat(lane(product, 0, lane)).isEqualTo(twin);
            scalar.multiplySum(twin, 0, single[0], 0, single[1], 0, single[2], 0, single[3], 0);
            assertThat(lane(sum, 0, lane)).isEqualTo(twin);
            scalar.subtractReduced(twin, 0, single[0], 0, single[1], 0);
            assertThat(lane(difference, 0, lane)).isEqualTo(twin);
        }
    }

    /** Loose elements: uniform digits, or digits at either end of the range. */
    private void fill(double[] out, int at, int kind) {
        for (int j = 0; j < n; j++) {
            boolean top = j / best.lanes() == FieldLanes.DIGITS - 1;
            double bound = top ? 0x1p39 : 0x1p51;
            out[at + j] = switch (kind) {
                case 0 -> Math.rint((2 * RANDOM.nextDouble() - 1) * bound);
                case 1 -> bound;
                default -> RANDOM.nextBoolean() ? bound : -bound;
            };
        }
    }

    private double[] lane(double[] group, int at, int lane) {
        double[] digits = new double[FieldLanes.DIGITS];
        for (int j = 0; j < digits.length; j++) {
            digits[j] = group[at + j * best.lanes() + lane];
        }
        return digits;
    }

    private static BigInteger value(double[] digits) {
        BigInteger sum = BigInteger.ZERO;
        for (int j = FieldLanes.DIGITS - 1; j >= 0; j--) {
            sum = sum.shiftLeft(FieldLanes.DIGIT_BITS).add(BigInteger.valueOf((long) digits[j]));
        }
        return sum;
    }

    private static void assertCongruent(BigInteger found, BigInteger expected) {
        assertThat(found.subtract(expected).mod(PRIME)).isZero();
    }

    private static void assertReduced(double[] digits) {
        for (int j = 0; j < digits.length - 1; j++) {
            assertThat(Math.abs(digits[j])).isLessThanOrEqualTo(0x1p50);
        }
        assertThat(value(digits).abs()).isLessThan(PRIME);
    }
}
