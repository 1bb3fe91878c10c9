package org.fhevm.tfhe.integer;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Choice between two integers by an encrypted boolean.
 *
 * <p>With c the condition and d = x - y the difference of two blocks, {@code 2(d + 3) + c} lies in 0..13 and one
 * bootstrap of it gives {@code c·d}. The chosen block is y + c·d, or else x + (c - 1)·d, and needs no further bootstrap
 * if y, or x, is fresh: its norm is √2. Only if both operands are noisy already is the sum refreshed. If x or y is
 * trivial, the first table gives the chosen block directly. One bootstrap of {@code 4c + 2x + y} chooses between two
 * booleans.
 *
 * <p>All blocks of a result are built on the same operand. Otherwise two of them could have a block in common: x may
 * have the blocks of y at other positions.
 */
public final class Selection {
    private static final int RANGE = RadixContext.MAXIMUM_MESSAGE;

    private static final LookupTable CHOSEN_BOOLEAN = LookupTable.of(v -> v >= 4 ? v >> 1 & 1 : v & 1);
    /** Takes {@code 2(x - y + 3) + c}; gives the amount to add to y for the chosen block. */
    private static final LookupTable FROM_FALSE = LookupTable.signed(v -> (v & 1) == 1 ? (v >> 1) - RANGE : 0, RANGE);
    /** Takes the same; gives the amount to add to x. */
    private static final LookupTable FROM_TRUE = LookupTable.signed(v -> (v & 1) == 1 ? 0 : RANGE - (v >> 1), RANGE);

    private Selection() {}

    /**
     * {@code condition ? whenTrue : whenFalse}.
     *
     * @param condition a boolean block
     */
    public static RadixCiphertext select(
            RadixContext context, ShortintCiphertext condition, RadixCiphertext whenTrue, RadixCiphertext whenFalse) {
        RadixContext.requireSameWidth(whenTrue, whenFalse);
        if (RadixContext.isTrivial(condition)) {
            return context.trivialValue(condition) == 1 ? whenTrue : whenFalse;
        }
        List<ShortintCiphertext> trueBlocks = whenTrue.blocks();
        List<ShortintCiphertext> falseBlocks = whenFalse.blocks();
        if (trueBlocks.size() == 1
                && trueBlocks.getFirst().degree() <= 1
                && falseBlocks.getFirst().degree() <= 1) {
            return selectBoolean(context, condition, trueBlocks.getFirst(), falseBlocks.getFirst());
        }
        return selectBlocks(context, condition, trueBlocks, falseBlocks);
    }

    private static RadixCiphertext selectBoolean(
            RadixContext context, ShortintCiphertext condition, ShortintCiphertext x, ShortintCiphertext y) {
        Round round = context.round();
        LinearCombination all = context.sum()
                .plus(4, condition)
                .otherOperand()
                .plus(2, x)
                .otherOperand()
                .plus(y);
        Round.Lookup chosen = round.lookup(all, CHOSEN_BOOLEAN);
        round.run();
        return new RadixCiphertext(List.of(chosen.result()));
    }

    private static RadixCiphertext selectBlocks(
            RadixContext context,
            ShortintCiphertext condition,
            List<ShortintCiphertext> trueBlocks,
            List<ShortintCiphertext> falseBlocks) {
        boolean onFalse = noise(falseBlocks) <= noise(trueBlocks);
        List<ShortintCiphertext> base = onFalse ? falseBlocks : trueBlocks;
        Round round = context.round();
        List<Round.Lookup> lookups = new ArrayList<>();
        for (int i = 0; i < trueBlocks.size(); i++) {
            ShortintCiphertext x = trueBlocks.get(i);
            ShortintCiphertext y = falseBlocks.get(i);
            LinearCombination input = context.sum()
                    .plus(2, x)
                    .otherOperand()
                    .plus(-2, y)
                    .plusScalar(2 * RANGE)
                    .otherOperand()
                    .plus(condition);
            lookups.add(round.lookup(input, tableFor(context, x, y, onFalse)));
        }
        round.run();

        Round refreshing = context.round();
        List<Round.Lookup> chosen = new ArrayList<>();
        for (int i = 0; i < trueBlocks.size(); i++) {
            ShortintCiphertext result = lookups.get(i).result();
            chosen.add(
                    isDirect(trueBlocks.get(i), falseBlocks.get(i))
                            ? Round.Lookup.known(result)
                            : refreshing.message(context.sum().plusMessage(base.get(i), result)));
        }
        refreshing.run();
        return new RadixCiphertext(chosen.stream().map(Round.Lookup::result).toList());
    }

    /** The largest squared noise of a block. */
    private static int noise(List<ShortintCiphertext> blocks) {
        return blocks.stream().mapToInt(ShortintCiphertext::noiseSquared).max().orElse(0);
    }

    /** Whether one operand is trivial, so that the difference gives the other. */
    private static boolean isDirect(ShortintCiphertext x, ShortintCiphertext y) {
        return RadixContext.isTrivial(x) || RadixContext.isTrivial(y);
    }

    private static LookupTable tableFor(
            RadixContext context, ShortintCiphertext x, ShortintCiphertext y, boolean onFalse) {
        if (RadixContext.isTrivial(y)) {
            int known = context.trivialValue(y);
            return LookupTable.of(v -> (v & 1) == 1 ? (v >> 1) - RANGE + known & RANGE : known);
        }
        if (RadixContext.isTrivial(x)) {
            int known = context.trivialValue(x);
            return LookupTable.of(v -> (v & 1) == 1 ? known : known - (v >> 1) + RANGE & RANGE);
        }
        return onFalse ? FROM_FALSE : FROM_TRUE;
    }
}
