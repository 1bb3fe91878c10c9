package org.fhevm.tfhe.integer;

/**
 * A scalar in base 4 with the digits -2, -1, 0, 1 and 2, chosen so that a product with it has the cheapest terms.
 *
 * <p>A digit 2 or 3 may be written as -2 or -1 with a carry of one to the next position. The better choice depends on
 * the following digits, so a dynamic program keeps the cheapest recoding for either carry, from the least significant
 * position on.
 */
final class SignedDigits {
    private static final int BASE = 4;
    private static final int LARGEST = 2;

    private SignedDigits() {}

    /**
     * The digits of a number modulo {@code 4^positions}, least significant first. If its most significant digit is 0
     * they are those of the number itself.
     *
     * @param digits 0..3, least significant first, one for each position
     */
    static int[] of(int[] digits, Cost costs) {
        Recoding impossible = new Recoding(new int[digits.length], Double.POSITIVE_INFINITY);
        Recoding[] byCarry = {new Recoding(new int[digits.length], 0), impossible};
        for (int position = 0; position < digits.length; position++) {
            Recoding[] next = {impossible, impossible};
            for (int carry = 0; carry < byCarry.length; carry++) {
                for (int carryOut = 0; carryOut < next.length; carryOut++) {
                    int digit = digits[position] + carry - BASE * carryOut;
                    if (Math.abs(digit) <= LARGEST) {
                        next[carryOut] = next[carryOut].cheaperOf(byCarry[carry].with(position, digit, costs));
                    }
                }
            }
            byCarry = next;
        }
        return byCarry[0].cheaperOf(byCarry[1]).digits;
    }

    /** The cost of a term. */
    interface Cost {
        /** @param magnitude of the digit at this position, 1 or 2 */
        double of(int position, int magnitude);
    }

    /** The digits up to a position and their cost, which is infinite if there is no such recoding. */
    private record Recoding(int[] digits, double cost) {
        Recoding cheaperOf(Recoding other) {
            return other.cost < cost ? other : this;
        }

        Recoding with(int position, int digit, Cost costs) {
            int[] longer = digits.clone();
            longer[position] = digit;
            return new Recoding(longer, digit == 0 ? cost : cost + costs.of(position, Math.abs(digit)));
        }
    }
}
