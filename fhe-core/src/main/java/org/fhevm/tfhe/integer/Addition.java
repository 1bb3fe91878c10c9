package org.fhevm.tfhe.integer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Addition, subtraction and negation modulo 2^width.
 *
 * <p>{@link Strategy#FEWEST_BOOTSTRAPS} propagates the carry sequentially: the sum of two blocks and a carry is at most
 * 7, and one bootstrap gives both its message and its carry, because a table of two functions takes inputs up to 7. So
 * an addition costs one bootstrap per block, one after the other. {@link Strategy#FEWEST_ROUNDS} finds all carries at
 * once, with {@link CarryLookaheadSum} or {@link ScalarCarryLookaheadSum}.
 *
 * <p>Subtraction adds the complement 3 - y of every block and a first carry of one.
 */
public final class Addition {
    private static final LookupTable MESSAGE_AND_CARRY = LookupTable.pair(v -> v & 3, v -> v >> 2);

    /** Largest number of blocks for which a sequential carry takes no more rounds than a lookahead. */
    private static final int SEQUENTIAL_UP_TO = 2;

    private Addition() {}

    /** {@code left + right}. */
    public static RadixCiphertext add(RadixContext context, RadixCiphertext left, RadixCiphertext right) {
        RadixContext.requireSameWidth(left, right);
        return sum(
                context,
                left.blockCount(),
                0,
                (i, sum) -> sum.plus(left.blocks().get(i))
                        .otherOperand()
                        .plus(right.blocks().get(i)));
    }

    /** {@code left + right} for a scalar right operand, its base-4 digits least significant first. */
    public static RadixCiphertext addScalar(RadixContext context, RadixCiphertext left, int[] right) {
        Column blocks = (i, sum) -> sum.plus(left.blocks().get(i));
        return sumWithScalar(context, blocks, right, 0);
    }

    /** {@code left - right}. */
    public static RadixCiphertext subtract(RadixContext context, RadixCiphertext left, RadixCiphertext right) {
        RadixContext.requireSameWidth(left, right);
        return sum(
                context,
                left.blockCount(),
                1,
                (i, sum) -> sum.plus(left.blocks().get(i))
                        .plusScalar(RadixContext.MAXIMUM_MESSAGE)
                        .otherOperand()
                        .minus(right.blocks().get(i)));
    }

    /** {@code left - right} for a scalar right operand, its base-4 digits least significant first. */
    public static RadixCiphertext subtractScalar(RadixContext context, RadixCiphertext left, int[] right) {
        return addScalar(context, left, negated(right));
    }

    /** {@code -value}. */
    public static RadixCiphertext negate(RadixContext context, RadixCiphertext value) {
        Column complement = (i, sum) -> sum.plusScalar(RadixContext.MAXIMUM_MESSAGE)
                .minus(value.blocks().get(i));
        return sumWithScalar(context, complement, new int[value.blockCount()], 1);
    }

    /** The digits of the negated number, modulo the same width. */
    private static int[] negated(int[] digits) {
        int[] result = new int[digits.length];
        int carry = 1;
        for (int i = 0; i < digits.length; i++) {
            int sum = RadixContext.MAXIMUM_MESSAGE - digits[i] + carry;
            result[i] = sum & RadixContext.MAXIMUM_MESSAGE;
            carry = sum >> RadixContext.MESSAGE_BITS;
        }
        return result;
    }

    private static RadixCiphertext sum(RadixContext context, int blockCount, int firstCarry, Column column) {
        if (blockCount <= SEQUENTIAL_UP_TO || context.strategy() == Strategy.FEWEST_BOOTSTRAPS) {
            return sumSequentially(context, blockCount, firstCarry, column);
        }
        List<LinearCombination> sums = IntStream.range(0, blockCount)
                .mapToObj(i -> column.addTo(i, context.sum()).plusScalar(i == 0 ? firstCarry : 0))
                .toList();
        return CarryLookaheadSum.digits(context, sums, 0);
    }

    /** A sum of blocks 0..3 and scalar digits. */
    private static RadixCiphertext sumWithScalar(RadixContext context, Column blocks, int[] scalar, int firstCarry) {
        if (scalar.length <= SEQUENTIAL_UP_TO || context.strategy() == Strategy.FEWEST_BOOTSTRAPS) {
            return sumSequentially(
                    context,
                    scalar.length,
                    firstCarry,
                    (i, sum) -> blocks.addTo(i, sum).plusScalar(scalar[i]));
        }
        return new ScalarCarryLookaheadSum(context, blocks, scalar, firstCarry).digits();
    }

    private static RadixCiphertext sumSequentially(
            RadixContext context, int blockCount, int firstCarry, Column column) {
        List<ShortintCiphertext> blocks = new ArrayList<>(blockCount);
        ShortintCiphertext carry = context.trivial(firstCarry);
        for (int i = 0; i < blockCount; i++) {
            Round round = context.round();
            LinearCombination sum = column.addTo(i, context.sum()).plus(carry);
            if (i == blockCount - 1) {
                Round.Lookup last = round.lookup(sum, Round.MESSAGE_ONLY);
                round.run();
                blocks.add(last.result());
            } else {
                Round.Lookup lookup = round.lookup(sum, MESSAGE_AND_CARRY);
                round.run();
                blocks.add(lookup.result(0));
                carry = lookup.result(1);
            }
        }
        return new RadixCiphertext(blocks);
    }

    /** The terms of the sum at a block, apart from the carry. */
    interface Column {
        LinearCombination addTo(int block, LinearCombination sum);
    }
}
