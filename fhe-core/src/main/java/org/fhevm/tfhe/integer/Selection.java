package org.fhevm.tfhe.integer;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Choice between two integers by an encrypted boolean.
 *
 * <p>With c the condition and d = x - y the difference of two blocks, {@code 2(d + 3) + c} lies in 0..13 and one
 * bootstrap of it gives {@code c·d}; y + c·d is the chosen block, and a second bootstrap brings its noise back to that
 * of a fresh one. If x or y is trivial, the first table gives the chosen block directly. One bootstrap of {@code 4c +
 * 2x + y} chooses between two booleans.
 */
public final class Selection {
    private static final int RANGE = RadixContext.MAXIMUM_MESSAGE;

    private static final LookupTable MESSAGE = LookupTable.of(v -> v & RANGE);
    private static final LookupTable CHOSEN_BOOLEAN = LookupTable.of(v -> v >= 4 ? v >> 1 & 1 : v & 1);
    private static final LookupTable CHOSEN_DIFFERENCE =
            LookupTable.signed(v -> (v & 1) == 1 ? (v >> 1) - RANGE : 0, RANGE);

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
        LinearCombination all = context.sum().plus(4, condition).plus(2, x).plus(y);
        Round.Lookup chosen = round.lookup(all, CHOSEN_BOOLEAN);
        round.run();
        return new RadixCiphertext(List.of(chosen.result()));
    }

    private static RadixCiphertext selectBlocks(
            RadixContext context,
            ShortintCiphertext condition,
            List<ShortintCiphertext> trueBlocks,
            List<ShortintCiphertext> falseBlocks) {
        Round first = context.round();
        List<Round.Lookup> lookups = new ArrayList<>();
        for (int i = 0; i < trueBlocks.size(); i++) {
            ShortintCiphertext x = trueBlocks.get(i);
            ShortintCiphertext y = falseBlocks.get(i);
            LinearCombination input =
                    context.sum().plus(2, x).plus(-2, y).plusScalar(2 * RANGE).plus(condition);
            lookups.add(first.lookup(input, tableFor(context, x, y)));
        }
        first.run();

        Round second = context.round();
        List<Round.Lookup> cleaned = new ArrayList<>();
        for (int i = 0; i < trueBlocks.size(); i++) {
            ShortintCiphertext chosen = lookups.get(i).result();
            if (!isDirect(trueBlocks.get(i), falseBlocks.get(i))) {
                LinearCombination sum = context.sum().plusMessage(falseBlocks.get(i), chosen);
                cleaned.add(second.lookup(sum, MESSAGE));
            } else {
                cleaned.add(Round.Lookup.known(chosen));
            }
        }
        second.run();
        return new RadixCiphertext(cleaned.stream().map(Round.Lookup::result).toList());
    }

    /** Whether one operand is trivial, so that the difference gives the other. */
    private static boolean isDirect(ShortintCiphertext x, ShortintCiphertext y) {
        return RadixContext.isTrivial(x) || RadixContext.isTrivial(y);
    }

    private static LookupTable tableFor(RadixContext context, ShortintCiphertext x, ShortintCiphertext y) {
        if (RadixContext.isTrivial(y)) {
            int known = context.trivialValue(y);
            return LookupTable.of(v -> (v & 1) == 1 ? (v >> 1) - RANGE + known & RANGE : known);
        }
        if (RadixContext.isTrivial(x)) {
            int known = context.trivialValue(x);
            return LookupTable.of(v -> (v & 1) == 1 ? known : known - (v >> 1) + RANGE & RANGE);
        }
        return CHOSEN_DIFFERENCE;
    }
}
