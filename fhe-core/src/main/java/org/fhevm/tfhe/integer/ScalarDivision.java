package org.fhevm.tfhe.integer;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Quotient and remainder for a scalar divisor.
 *
 * <p>Zero digits at the low end of the divisor are dropped, together with as many blocks of the dividend, which are the
 * low blocks of the remainder. The rest is a shift or a mask for a power of two, a comparison if the quotient can only
 * be 0 or 1, and otherwise a product with the {@link Reciprocal}. The remainder {@code x - q·d} is less than d, so it
 * has only as many digits as d, and needs no more digits of the quotient.
 */
public final class ScalarDivision {
    private ScalarDivision() {}

    /**
     * {@code ⌊dividend / divisor⌋}.
     *
     * @param divisor its base-4 digits, least significant first, as many as the dividend has blocks
     * @throws IllegalArgumentException if the divisor is 0
     */
    public static RadixCiphertext divide(RadixContext context, RadixCiphertext dividend, int[] divisor) {
        BigInteger d = requireNotZero(divisor);
        if (d.bitCount() == 1) {
            return Shift.applyScalar(context, Shift.Direction.RIGHT, dividend, d.getLowestSetBit());
        }
        int low = lowZeroDigits(d);
        RadixCiphertext high = from(dividend, low);
        BigInteger odd = d.shiftRight(RadixContext.MESSAGE_BITS * low);
        RadixCiphertext quotient = quotient(context, high, odd, quotientDigits(high, odd));
        return Cast.toBlocks(context, quotient, dividend.blockCount());
    }

    /**
     * {@code dividend mod divisor}.
     *
     * @param divisor its base-4 digits, least significant first, as many as the dividend has blocks
     * @throws IllegalArgumentException if the divisor is 0
     */
    public static RadixCiphertext remainder(RadixContext context, RadixCiphertext dividend, int[] divisor) {
        BigInteger d = requireNotZero(divisor);
        if (d.bitCount() == 1) {
            int[] mask = Digits.of(d.subtract(BigInteger.ONE), dividend.blockCount());
            return Bitwise.applyScalar(context, Bitwise.Operator.AND, dividend, mask);
        }
        int low = lowZeroDigits(d);
        RadixCiphertext high = from(dividend, low);
        BigInteger odd = d.shiftRight(RadixContext.MESSAGE_BITS * low);
        List<ShortintCiphertext> blocks = new ArrayList<>(dividend.blocks().subList(0, low));
        blocks.addAll(highRemainder(context, high, odd).blocks());
        return Cast.toBlocks(context, new RadixCiphertext(blocks), dividend.blockCount());
    }

    private static BigInteger requireNotZero(int[] divisor) {
        BigInteger d = Digits.toInteger(divisor);
        if (d.signum() == 0) {
            throw new IllegalArgumentException("the divisor is 0");
        }
        return d;
    }

    private static int lowZeroDigits(BigInteger value) {
        return value.getLowestSetBit() / RadixContext.MESSAGE_BITS;
    }

    private static RadixCiphertext from(RadixCiphertext value, int firstBlock) {
        return new RadixCiphertext(value.blocks().subList(firstBlock, value.blockCount()));
    }

    private static BigInteger largestQuotient(RadixCiphertext dividend, BigInteger divisor) {
        return Digits.power(dividend.blockCount()).subtract(BigInteger.ONE).divide(divisor);
    }

    private static int quotientDigits(RadixCiphertext dividend, BigInteger divisor) {
        return Digits.count(largestQuotient(dividend, divisor));
    }

    /** The lowest digits of the quotient, at least one. */
    private static RadixCiphertext quotient(
            RadixContext context, RadixCiphertext dividend, BigInteger divisor, int digits) {
        if (largestQuotient(dividend, divisor).equals(BigInteger.ONE)) {
            int[] scalar = Digits.of(divisor, dividend.blockCount());
            return new RadixCiphertext(List.of(Comparison.greaterOrEqualScalar(context, dividend, scalar)));
        }
        return Reciprocal.of(divisor, dividend.blockCount(), digits).quotient(context, dividend);
    }

    private static RadixCiphertext highRemainder(RadixContext context, RadixCiphertext dividend, BigInteger divisor) {
        int digits = Digits.count(divisor.subtract(BigInteger.ONE));
        RadixCiphertext quotient =
                quotient(context, dividend, divisor, Math.min(digits, quotientDigits(dividend, divisor)));
        ScalarProduct.Columns columns = new ScalarProduct.Columns(0, digits);
        CarrySaveSum sum = new CarrySaveSum(context, digits, 0, context.strategy());
        for (int i = 0; i < digits; i++) {
            sum.add(i, 1, dividend.blocks().get(i));
        }
        int[] scalar = Digits.of(divisor, digits);
        ScalarProduct.of(scalar, quotient.blockCount(), columns).addTo(context, sum, -1, quotient);
        return sum.finish();
    }
}
