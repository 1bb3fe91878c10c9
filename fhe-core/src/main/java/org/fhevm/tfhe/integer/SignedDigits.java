package org.fhevm.tfhe.integer;

/**
 * A clear number in base 4 with the digits -2, -1, 0, 1 and 2, chosen so that a product with it has the cheapest terms.
 *
 * <p>Where 2 or 3 is met it may be written as -2 or -1 with one more at the next place. Which is better depends on what follows, so
 * from the least significant place on the cheapest way to either carry is kept.
 */
final class SignedDigits {
    private static final int BASE = 4;
    private static final int LARGEST = 2;

    private SignedDigits() {}

    /** What a term costs. */
    interface Cost {
        /** @param magnitude of the digit at this place, 1 or 2 */
        double of(int place, int magnitude);
    }

    /** The digits up to some place and what they cost; infinitely much if there is no such way. */
    private record Way(int[] digits, double cost) {
        Way cheaperOf(Way other) {
            return other.cost < cost ? other : this;
        }

        Way with(int place, int digit, Cost costs) {
            int[] longer = digits.clone();
            longer[place] = digit;
            return new Way(longer, digit == 0 ? cost : cost + costs.of(place, Math.abs(digit)));
        }
    }

    /**
     * The digits of a number modulo {@code 4^places}, least significant first. If its most significant digit is 0 they are those
     * of the number itself.
     *
     * @param digits 0..3, least significant first, as many as there are places
     */
    static int[] of(int[] digits, Cost costs) {
        Way impossible = new Way(new int[digits.length], Double.POSITIVE_INFINITY);
        Way[] byCarry = {new Way(new int[digits.length], 0), impossible};
        for (int place = 0; place < digits.length; place++) {
            Way[] next = {impossible, impossible};
            for (int carry = 0; carry < byCarry.length; carry++) {
                for (int carryOut = 0; carryOut < next.length; carryOut++) {
                    int digit = digits[place] + carry - BASE * carryOut;
                    if (Math.abs(digit) <= LARGEST) {
                        next[carryOut] = next[carryOut].cheaperOf(byCarry[carry].with(place, digit, costs));
                    }
                }
            }
            byCarry = next;
        }
        return byCarry[0].cheaperOf(byCarry[1]).digits;
    }
}
