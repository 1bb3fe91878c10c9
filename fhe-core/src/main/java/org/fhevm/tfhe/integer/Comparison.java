package org.fhevm.tfhe.integer;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Comparison of unsigned integers; the result is a boolean block.
 *
 * <p>Blocks are taken in pairs. The difference of two pairs, {@code t = (x_0 - y_0) + 4(x_1 - y_1)}, lies in -15..15,
 * and because a bootstrap evaluates an odd function of the 32 values of a block with its padding bit, one bootstrap of
 * t gives its sign, and one gives whether it is zero, without any offset.
 *
 * <p><b>Order.</b> Signs of up to four neighbouring pairs are weighted 1, 2, 4, 8: the sign of the sum is that of the
 * most significant one that is not zero. Levels of this end in a sum whose sign is the result.
 *
 * <p><b>Equality.</b> Up to sixteen booleans are added, with a constant that makes the sum 16 when all hold; 16 is the
 * first value on the other side of the padding bit, so one bootstrap tells it from all others.
 *
 * <p>With fresh operands, which may share their noise, the norms are at most √68 for a difference, √85 for weighted
 * signs and 4 for a sum of sixteen: all need the centred modulus switch. One operand may have blocks of norm √2; if
 * both have, the upper block of a pair of the left one is refreshed first.
 */
public final class Comparison {
    private static final int SIGNS = 4;
    private static final int CONJUNCTION = 16;
    /** Weight of the upper block of a pair. */
    private static final int UPPER = 1 << RadixContext.MESSAGE_BITS;

    private static final LookupTable SIGN = LookupTable.signed(v -> v == 0 ? 0 : 1, 1);
    private static final LookupTable IS_ZERO = LookupTable.signed(v -> v == 0 ? 1 : 0, 1);
    private static final LookupTable IS_NOT_ZERO_SUM = LookupTable.of(v -> v == 0 ? 0 : 1);

    /** Blocks of degree 3 whose sum is still below 16. */
    private static final int DISJUNCTION_OF_BLOCKS = 5;

    /** Booleans whose sum is still below 16. */
    private static final int DISJUNCTION = 15;

    private Comparison() {}

    /** {@code left == right}. */
    public static ShortintCiphertext equal(RadixContext context, RadixCiphertext left, RadixCiphertext right) {
        RadixContext.requireSameWidth(left, right);
        return all(context, lookups(context, differences(context, left, right), IS_ZERO), LookupTable.isNegative());
    }

    /** {@code left == right} for scalar digits. */
    public static ShortintCiphertext equalScalar(RadixContext context, RadixCiphertext left, int[] right) {
        return all(context, lookups(context, differences(context, 1, left, right), IS_ZERO), LookupTable.isNegative());
    }

    /** {@code left != right}. */
    public static ShortintCiphertext notEqual(RadixContext context, RadixCiphertext left, RadixCiphertext right) {
        return Blocks.complement(context, equal(context, left, right), 1);
    }

    /** {@code left != right} for scalar digits. */
    public static ShortintCiphertext notEqualScalar(RadixContext context, RadixCiphertext left, int[] right) {
        return Blocks.complement(context, equalScalar(context, left, right), 1);
    }

    /** {@code left < right}. */
    public static ShortintCiphertext less(RadixContext context, RadixCiphertext left, RadixCiphertext right) {
        RadixContext.requireSameWidth(left, right);
        return resolve(context, differences(context, left, right), LookupTable.isNegative());
    }

    /** {@code left >= right}. */
    public static ShortintCiphertext greaterOrEqual(RadixContext context, RadixCiphertext left, RadixCiphertext right) {
        RadixContext.requireSameWidth(left, right);
        return resolve(context, differences(context, left, right), LookupTable.isNotNegative());
    }

    /** {@code left < right} for scalar digits. */
    public static ShortintCiphertext lessScalar(RadixContext context, RadixCiphertext left, int[] right) {
        return resolve(context, differences(context, 1, left, right), LookupTable.isNegative());
    }

    /** {@code left >= right} for scalar digits. */
    public static ShortintCiphertext greaterOrEqualScalar(RadixContext context, RadixCiphertext left, int[] right) {
        return resolve(context, differences(context, 1, left, right), LookupTable.isNotNegative());
    }

    /** {@code left > right} for scalar digits. */
    public static ShortintCiphertext greaterScalar(RadixContext context, RadixCiphertext left, int[] right) {
        return resolve(context, differences(context, -1, left, right), LookupTable.isNegative());
    }

    /** {@code left <= right} for scalar digits. */
    public static ShortintCiphertext lessOrEqualScalar(RadixContext context, RadixCiphertext left, int[] right) {
        return resolve(context, differences(context, -1, left, right), LookupTable.isNotNegative());
    }

    /** {@code value != 0}. */
    public static ShortintCiphertext notZero(RadixContext context, RadixCiphertext value) {
        List<ShortintCiphertext> terms = value.blocks();
        int group = DISJUNCTION_OF_BLOCKS;
        do {
            terms = sums(context, terms, group, IS_NOT_ZERO_SUM);
            group = DISJUNCTION;
        } while (terms.size() > 1);
        return terms.getFirst();
    }

    /**
     * The differences of the pairs of blocks. The upper left blocks are refreshed if noise of both operands may add up
     * to more than a bootstrap takes.
     */
    private static List<LinearCombination> differences(
            RadixContext context, RadixCiphertext left, RadixCiphertext right) {
        boolean refreshes = isNoisy(left) && isNoisy(right);
        List<ShortintCiphertext> refreshed = refreshes ? refreshedUpperBlocks(context, left) : List.of();
        List<LinearCombination> pairs = new ArrayList<>();
        for (int i = 0; i < left.blockCount(); i += 2) {
            boolean hasUpper = i + 1 < left.blockCount();
            LinearCombination pair = context.sum().plus(left.blocks().get(i));
            if (hasUpper && !refreshes) {
                pair.plus(UPPER, left.blocks().get(i + 1));
            }
            pair.otherOperand().minus(right.blocks().get(i));
            if (hasUpper) {
                pair.plus(-UPPER, right.blocks().get(i + 1));
            }
            if (hasUpper && refreshes) {
                pair.plus(UPPER, refreshed.get(i / 2));
            }
            pairs.add(pair);
        }
        return pairs;
    }

    /** Whether a block has more noise than a fresh one. */
    private static boolean isNoisy(RadixCiphertext value) {
        return value.blocks().stream().anyMatch(block -> block.noiseSquared() > 1);
    }

    private static List<ShortintCiphertext> refreshedUpperBlocks(RadixContext context, RadixCiphertext value) {
        List<LinearCombination> upper = new ArrayList<>();
        for (int i = 1; i < value.blockCount(); i += 2) {
            upper.add(context.sum().plus(value.blocks().get(i)));
        }
        return lookups(context, upper, Round.MESSAGE_ONLY);
    }

    /**
     * The differences of pairs of blocks and pairs of scalar digits.
     *
     * @param sign 1, or -1 to subtract the other way round
     */
    private static List<LinearCombination> differences(
            RadixContext context, int sign, RadixCiphertext left, int[] right) {
        List<LinearCombination> pairs = new ArrayList<>();
        for (int i = 0; i < left.blockCount(); i += 2) {
            LinearCombination pair =
                    context.sum().plus(sign, left.blocks().get(i)).plusScalar(-sign * right[i]);
            if (i + 1 < left.blockCount()) {
                pair.plus(sign * UPPER, left.blocks().get(i + 1)).plusScalar(-sign * UPPER * right[i + 1]);
            }
            pairs.add(pair);
        }
        return pairs;
    }

    /** The sign of the number whose digits, least significant first, have the given signs. */
    private static ShortintCiphertext resolve(RadixContext context, List<LinearCombination> digits, LookupTable last) {
        List<LinearCombination> level = digits;
        while (level.size() > 1) {
            List<ShortintCiphertext> signs = lookups(context, level, SIGN);
            level = new ArrayList<>();
            for (int start = 0; start < signs.size(); start += SIGNS) {
                LinearCombination weighted = context.sum();
                for (int i = start; i < Math.min(start + SIGNS, signs.size()); i++) {
                    weighted.plusSigned(1 << i - start, signs.get(i));
                }
                level.add(weighted);
            }
        }
        return lookups(context, level, last).getFirst();
    }

    private static List<ShortintCiphertext> lookups(
            RadixContext context, List<LinearCombination> inputs, LookupTable table) {
        Round round = context.round();
        List<Round.Lookup> lookups =
                inputs.stream().map(input -> round.lookup(input, table)).toList();
        round.run();
        return lookups.stream().map(Round.Lookup::result).toList();
    }

    /**
     * Whether all terms are 1: the table sees 0 when they are, once 16 has wrapped to the other side of the padding
     * bit.
     */
    private static ShortintCiphertext all(
            RadixContext context, List<ShortintCiphertext> terms, LookupTable isNegative) {
        List<ShortintCiphertext> level = terms;
        while (level.size() > 1) {
            List<LinearCombination> groups = new ArrayList<>();
            for (int start = 0; start < level.size(); start += CONJUNCTION) {
                List<ShortintCiphertext> group = level.subList(start, Math.min(start + CONJUNCTION, level.size()));
                LinearCombination sum = context.sum().plusScalar(CONJUNCTION - group.size());
                group.forEach(sum::plus);
                groups.add(sum);
            }
            level = lookups(context, groups, isNegative);
        }
        return level.getFirst();
    }

    private static List<ShortintCiphertext> sums(
            RadixContext context, List<ShortintCiphertext> terms, int group, LookupTable table) {
        List<LinearCombination> groups = new ArrayList<>();
        for (int start = 0; start < terms.size(); start += group) {
            LinearCombination sum = context.sum();
            terms.subList(start, Math.min(start + group, terms.size())).forEach(sum::plus);
            groups.add(sum);
        }
        return lookups(context, groups, table);
    }
}
