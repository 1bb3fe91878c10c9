package org.fhevm.tfhe.integer;

import java.math.BigInteger;
import java.util.List;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * The product of an encrypted integer with a scalar, as terms of a {@link CarrySaveSum}: for every digit of the scalar
 * that is not 0, the blocks of the integer at that position, with the digit as their weight.
 *
 * <p>A digit ±2 takes twice the room in a sum. If there are many of them, it is cheaper to double the integer first, by
 * one bootstrap for each of its blocks.
 *
 * @param digits of the scalar, -2 to 2, least significant first
 * @param doubles whether the integer is doubled
 * @param columns the wanted columns of the product
 */
record ScalarProduct(int[] digits, boolean doubles, Columns columns) {
    /**
     * Bootstraps in a carry-save sum for each block of weight ±1: its 3 units take a fifth of a sum, with carries and
     * refreshes.
     */
    private static final double PER_BLOCK = 0.3;

    /**
     * The cheapest terms for a scalar.
     *
     * @param number its digits 0..3, least significant first; modulo {@code 4^digits}, unless the last one is 0
     * @param blockCount of the integers that it will be multiplied with
     */
    static ScalarProduct of(int[] number, int blockCount, Columns columns) {
        SignedDigits.Cost single =
                (position, magnitude) -> PER_BLOCK * magnitude * columns.covered(position, blockCount);
        SignedDigits.Cost doubled = (position, magnitude) -> PER_BLOCK * columns.covered(position, blockCount);
        ScalarProduct asItIs = new ScalarProduct(SignedDigits.of(number, single), false, columns);
        ScalarProduct withDouble = new ScalarProduct(SignedDigits.of(number, doubled), true, columns);
        boolean worthIt = blockCount > 1 && withDouble.bootstraps(blockCount) < asItIs.bootstraps(blockCount);
        return worthIt ? withDouble : asItIs;
    }

    /** Estimated bootstraps of the terms, without the fixed cost of each column. */
    double bootstraps(int blockCount) {
        double sum = doubles ? blockCount : 0;
        for (int position = 0; position < digits.length; position++) {
            sum += PER_BLOCK * Math.abs(weight(digits[position])) * columns.covered(position, blockCount);
        }
        return sum;
    }

    /** The weight of the blocks of the integer, or of its double, for a digit. */
    private int weight(int digit) {
        return takesDouble(digit) ? digit / 2 : digit;
    }

    private boolean takesDouble(int digit) {
        return doubles && Math.abs(digit) == 2;
    }

    /**
     * The largest amount, in either direction, by which the omitted columns can change the product.
     *
     * @param sign 1 for the terms that are added, -1 for those that are subtracted
     */
    BigInteger leftOut(int sign, int blockCount) {
        BigInteger sum = BigInteger.ZERO;
        for (int position = 0; position < Math.min(digits.length, columns.first); position++) {
            int digit = digits[position];
            if (Integer.signum(digit) == sign) {
                int blocks = Math.min(columns.first - position, takesDouble(digit) ? blockCount + 1 : blockCount);
                BigInteger largest = Digits.power(blocks).subtract(BigInteger.ONE);
                sum = sum.add(largest.multiply(BigInteger.valueOf(Math.abs(weight(digit))))
                        .multiply(Digits.power(position)));
            }
        }
        return sum;
    }

    /**
     * Adds the product to a sum, or subtracts it.
     *
     * @param sign 1 or -1
     */
    void addTo(RadixContext context, CarrySaveSum sum, int sign, RadixCiphertext value) {
        List<ShortintCiphertext> once = value.blocks();
        List<ShortintCiphertext> twice = doubles ? doubled(context, value) : List.of();
        for (int position = 0; position < digits.length; position++) {
            int digit = digits[position];
            if (digit != 0) {
                addAt(sum, position, sign * weight(digit), takesDouble(digit) ? twice : once);
            }
        }
    }

    /** Twice the value, with one more block for the overflow. */
    private static List<ShortintCiphertext> doubled(RadixContext context, RadixCiphertext value) {
        RadixCiphertext longer = Cast.toBlocks(context, value, value.blockCount() + 1);
        return Shift.applyScalar(context, Shift.Direction.LEFT, longer, 1).blocks();
    }

    private void addAt(CarrySaveSum sum, int position, int weight, List<ShortintCiphertext> blocks) {
        for (int i = 0; i < blocks.size(); i++) {
            int column = position + i - columns.first;
            if (column >= 0) {
                sum.add(column, weight, blocks.get(i));
            }
        }
    }

    /** Columns of a product from {@code first} on; that one is column 0 of the sum. */
    record Columns(int first, int count) {
        /** Number of blocks that a digit at this position brings into these columns. */
        int covered(int position, int blockCount) {
            int from = Math.max(first, position);
            int to = Math.min(first + count, position + blockCount);
            return Math.max(0, to - from);
        }
    }
}
