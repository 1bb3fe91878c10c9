package org.fhevm.tfhe.integer;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Division by a scalar as multiplication with its reciprocal: {@code ⌊x/d⌋ = ⌊(x·m + ε)/4^F⌋} with {@code m = ⌈4^F/d⌉}.
 *
 * <p>Let {@code e = m·d - 4^F}. Then {@code (x·m + ε)/4^F = x/d + (x·e/d + ε)/4^F}, and since the fraction of x/d is at
 * most 1 - 1/d, the floors agree as long as {@code x·e + d·ε < 4^F} and ε is not negative (Granlund and Montgomery,
 * "Division by invariant integers using multiplication", PLDI 1994, theorem 4.2, has it for ε = 0).
 *
 * <p>The freedom in ε allows the product to omit its least significant columns. Without them it may be too small by the
 * sum of the omitted positive terms, which a constant makes up for, and too large by the sum of the negative ones.
 * About log₄(d) columns below the point are then enough, instead of all.
 *
 * @param product with m, in the columns that matter
 * @param roundUp constant added at the first of these columns
 * @param fraction number of these columns before the point
 */
record Reciprocal(ScalarProduct product, int roundUp, int fraction) {
    /** Number of candidate positions of the point, from the first possible one. */
    private static final int CHOICES = 3;
    /** Bootstraps for a column, apart from those for its terms. */
    private static final int PER_COLUMN = 2;

    /**
     * The cheapest way to divide by a number.
     *
     * @param divisor not a power of two
     * @param blockCount of the dividends
     * @param quotientDigits number of wanted digits of the quotient, least significant first
     */
    static Reciprocal of(BigInteger divisor, int blockCount, int quotientDigits) {
        return IntStream.iterate(blockCount, point -> point + 1)
                .mapToObj(point -> withPointAt(point, divisor, blockCount, quotientDigits))
                .flatMap(Optional::stream)
                .limit(CHOICES)
                .min(Comparator.comparingDouble(candidate -> candidate.bootstraps(blockCount)))
                .orElseThrow();
    }

    private double bootstraps(int blockCount) {
        return product.bootstraps(blockCount) + PER_COLUMN * product.columns().count();
    }

    /**
     * The reciprocal with denominator 4^point and the fewest sufficient columns before the point; empty if even all
     * columns are not enough.
     */
    private static Optional<Reciprocal> withPointAt(int point, BigInteger divisor, int blockCount, int quotientDigits) {
        BigInteger one = Digits.power(point);
        BigInteger multiplier = one.add(divisor).subtract(BigInteger.ONE).divide(divisor);
        BigInteger excess = multiplier.multiply(divisor).subtract(one);
        BigInteger slack =
                one.subtract(Digits.power(blockCount).subtract(BigInteger.ONE).multiply(excess));
        int[] digits = Digits.of(multiplier, Digits.count(multiplier) + 1);
        for (int first = point; first >= 0 && slack.signum() > 0; first--) {
            ScalarProduct.Columns columns = new ScalarProduct.Columns(first, point - first + quotientDigits);
            ScalarProduct product = ScalarProduct.of(digits, blockCount, columns);
            BigInteger roundUp = ceilDiv(product.leftOut(1, blockCount), Digits.power(first));
            BigInteger largestError = roundUp.multiply(Digits.power(first)).add(product.leftOut(-1, blockCount));
            if (divisor.multiply(largestError).compareTo(slack) < 0) {
                return Optional.of(new Reciprocal(product, roundUp.intValueExact(), point - first));
            }
        }
        return Optional.empty();
    }

    private static BigInteger ceilDiv(BigInteger dividend, BigInteger divisor) {
        return dividend.add(divisor).subtract(BigInteger.ONE).divide(divisor);
    }

    /** The wanted digits of the quotient, which share no noise with the dividend. */
    RadixCiphertext quotient(RadixContext context, RadixCiphertext dividend) {
        CarrySaveSum sum = new CarrySaveSum(context, product.columns().count(), fraction, context.strategy());
        sum.keepApartFrom(dividend);
        sum.addScalar(0, roundUp);
        product.addTo(context, sum, 1, dividend);
        return sum.finish();
    }
}
