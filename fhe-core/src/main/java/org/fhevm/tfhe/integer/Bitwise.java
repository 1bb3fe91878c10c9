package org.fhevm.tfhe.integer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.function.Supplier;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Bitwise operations, block by block: one bootstrap on {@code 4x + y} each, or on x alone if the other operand is a
 * scalar. A boolean is a single block of value 0 or 1.
 */
public final class Bitwise {
    private Bitwise() {}

    /** {@code left ∘ right}. */
    public static RadixCiphertext apply(
            RadixContext context, Operator operator, RadixCiphertext left, RadixCiphertext right) {
        RadixContext.requireSameWidth(left, right);
        Round round = context.round();
        List<Round.Lookup> lookups = new ArrayList<>();
        for (int i = 0; i < left.blockCount(); i++) {
            ShortintCiphertext x = left.blocks().get(i);
            ShortintCiphertext y = right.blocks().get(i);
            LinearCombination both = context.sum().plus(4, x).otherOperand().plus(y);
            lookups.add(round.lookup(both, operator.table));
        }
        round.run();
        int degree = boundedDegree(left, right);
        return new RadixCiphertext(lookups.stream()
                .map(lookup -> Blocks.withDegree(lookup.result(), degree))
                .toList());
    }

    /** 1 if both operands are booleans, since the result is then a boolean too; else 3. */
    private static int boundedDegree(RadixCiphertext left, RadixCiphertext right) {
        boolean booleans = left.blockCount() == 1
                && left.blocks().getFirst().degree() <= 1
                && right.blocks().getFirst().degree() <= 1;
        return booleans ? 1 : RadixContext.MAXIMUM_MESSAGE;
    }

    /** {@code left ∘ right} for a scalar right operand, its base-4 digits least significant first. */
    public static RadixCiphertext applyScalar(
            RadixContext context, Operator operator, RadixCiphertext left, int[] right) {
        Round round = context.round();
        List<Supplier<ShortintCiphertext>> results = new ArrayList<>();
        for (int i = 0; i < left.blockCount(); i++) {
            results.add(applyScalar(context, round, operator, left.blocks().get(i), right[i]));
        }
        round.run();
        return new RadixCiphertext(results.stream().map(Supplier::get).toList());
    }

    /**
     * One block. If the digit makes the result constant, equal to the block, or its complement, no bootstrap is needed.
     */
    private static Supplier<ShortintCiphertext> applyScalar(
            RadixContext context, Round round, Operator operator, ShortintCiphertext x, int digit) {
        int largest = x.degree() <= 1 && digit <= 1 ? 1 : RadixContext.MAXIMUM_MESSAGE;
        int whenNone = operator.function.applyAsInt(0, digit);
        int whenAll = operator.function.applyAsInt(largest, digit);
        if (digit == 0 || digit == largest) {
            if (whenNone == whenAll) {
                return () -> context.trivial(whenNone);
            }
            return whenNone == 0 ? () -> x : () -> Blocks.complement(context, x, largest);
        }
        LookupTable table = LookupTable.of(v -> operator.function.applyAsInt(v & RadixContext.MAXIMUM_MESSAGE, digit));
        return round.lookup(context.sum().plus(x), table)::result;
    }

    /** The complement: 3 - x, or 1 - x for a boolean. Needs no bootstrap. */
    public static RadixCiphertext not(RadixContext context, RadixCiphertext value) {
        List<ShortintCiphertext> blocks = new ArrayList<>();
        for (ShortintCiphertext block : value.blocks()) {
            blocks.add(Blocks.complement(context, block, RadixContext.MAXIMUM_MESSAGE));
        }
        return new RadixCiphertext(blocks);
    }

    /** The negation of a boolean: 1 - x. Needs no bootstrap. */
    public static RadixCiphertext notBoolean(RadixContext context, RadixCiphertext value) {
        return new RadixCiphertext(
                List.of(Blocks.complement(context, value.blocks().getFirst(), 1)));
    }

    /** The three operations on two operands. */
    public enum Operator {
        AND((x, y) -> x & y),
        OR((x, y) -> x | y),
        XOR((x, y) -> x ^ y);

        private final IntBinaryOperator function;
        private final LookupTable table;

        Operator(IntBinaryOperator function) {
            this.function = function;
            this.table = LookupTable.of(v -> function.applyAsInt(v >> 2, v & 3));
        }
    }
}
