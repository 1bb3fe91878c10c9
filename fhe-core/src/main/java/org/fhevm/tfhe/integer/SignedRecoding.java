package org.fhevm.tfhe.integer;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * An encrypted integer recoded to the digits -1, 0, 1 and 2 instead of 0 to 3, one digit after the other: 3 becomes -1
 * with a carry of one to the next digit. Mutable; for one thread.
 *
 * <p>A digit e is kept as the block e + 1. One bootstrap gives it together with the carry. The digits stand for the
 * integer modulo its width, since the last carry is dropped.
 */
final class SignedRecoding {
    /** The block that stands for the digit 0. */
    static final int ZERO = 1;

    private static final int MESSAGE = RadixContext.MAXIMUM_MESSAGE;
    /** The largest sum of block and carry that is already a digit. */
    private static final int LARGEST_DIGIT = 2;

    private static final LookupTable DIGIT_AND_CARRY =
            LookupTable.pair(v -> v + ZERO & MESSAGE, v -> v > LARGEST_DIGIT ? 1 : 0);

    private final RadixContext context;
    private final List<ShortintCiphertext> blocks;
    private final List<ShortintCiphertext> digits = new ArrayList<>();
    private Round.Lookup next;
    private ShortintCiphertext carry;

    SignedRecoding(RadixContext context, RadixCiphertext value) {
        this.context = context;
        this.blocks = value.blocks();
        this.carry = context.trivial(0);
        this.next = Round.Lookup.known(carry);
    }

    /** Requests the next digit, which must exist. */
    void request(Round round) {
        ShortintCiphertext block = blocks.get(digits.size());
        LinearCombination sum = context.sum().plus(block).plus(carry);
        if (RadixContext.isTrivial(block) && sum.maximum() <= LARGEST_DIGIT) {
            ShortintCiphertext digit = sum.plusScalar(ZERO).asBlock(sum.maximum());
            next = Round.Lookup.known(digit, context.trivial(0));
        } else {
            next = round.lookup(sum, DIGIT_AND_CARRY);
        }
    }

    /** Receives the digit after the round has run. */
    void receive() {
        digits.add(next.result(0));
        carry = next.result(1);
    }

    /** One of the digits received, increased by {@link #ZERO}. */
    ShortintCiphertext digit(int index) {
        return digits.get(index);
    }
}
