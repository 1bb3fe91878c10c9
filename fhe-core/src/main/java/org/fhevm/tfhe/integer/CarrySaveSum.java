package org.fhevm.tfhe.integer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.jspecify.annotations.Nullable;

/**
 * A carry-save sum of many blocks of different weights, modulo a power of four; multiplications are such sums. Mutable;
 * for one thread.
 *
 * <p>A column holds the blocks of one weight 4^k. They are added up within the range of a bootstrap, which here is 0 to
 * 19: the table {@code ⌊u/4⌋ - 2} of {@code v = u - 4} is odd over the twenty values -4..15, so the padding bit makes
 * its four values below 0 right. A bootstrap of the full sum u gives its carry {@code c = ⌊u/4⌋}, which goes to the
 * next column. The rest {@code u - 4c}, a value 0..3, starts the next sum <em>without a bootstrap of its own</em>. So
 * one bootstrap takes up to 16 units of value, whereas looking up message and carry separately takes two bootstraps for
 * 12 units.
 *
 * <p>The price is noise: each subtracted carry adds 16 to the square of the norm. About every fifth remainder has
 * exhausted its noise and is refreshed by a bootstrap. All terms of a sum come from different bootstraps: a carry
 * counts four times in its own column and once in the next, but these two never meet in one sum. The most significant
 * column drops its carries and looks up four times the carry, so that the subtraction loses nothing.
 *
 * <p>Use: {@link #add} terms; meanwhile call {@link #request} and {@link #receive} around the rounds that produce
 * further terms, so that columns are reduced as they fill; {@link #finish} at the end. With
 * {@link Strategy#FEWEST_ROUNDS} a {@link ParallelCarrySaveSum} reduces everything at the end.
 */
final class CarrySaveSum {
    /** The largest value of a sum whose carry can be looked up. */
    private static final int MAXIMUM_SUM = 19;
    /** The largest value of a sum whose message can be looked up. */
    private static final int MAXIMUM_MESSAGE_SUM = 15;
    /** The largest value of a sum whose message and carry share a rotation. */
    private static final int MAXIMUM_PAIR_SUM = 7;

    /** Largest number of columns for which sequential carries take no more rounds than parallel ones. */
    private static final int SEQUENTIAL_UP_TO = 3;

    private static final int MESSAGE = RadixContext.MAXIMUM_MESSAGE;
    private static final int BASE = 1 << RadixContext.MESSAGE_BITS;

    /** Largest squared noise of a sum before its carry is subtracted with weight 4. */
    private static final int MAXIMUM_NOISE =
            (int) (LinearCombination.MAXIMUM_NOISE * LinearCombination.MAXIMUM_NOISE) - BASE * BASE;
    /** Room that a sum needs in addition to a remainder: one more term at least. */
    private static final int MAXIMUM_TERM = MAXIMUM_SUM - MESSAGE;
    /** Largest squared noise of a term; a remainder must leave room for it. */
    private static final int MAXIMUM_TERM_NOISE = 8;

    private static final LookupTable CARRY_ONLY = LookupTable.of(v -> v / BASE);
    private static final LookupTable MESSAGE_AND_CARRY = LookupTable.pair(v -> v & MESSAGE, v -> v / BASE);
    private static final LookupTable CARRY = LookupTable.shifted(v -> v / BASE - 1, 2, MAXIMUM_SUM / BASE);
    private static final LookupTable CARRY_IN_PLACE =
            LookupTable.shifted(v -> BASE * (v / BASE - 1), BASE * 2, BASE * (MAXIMUM_SUM / BASE));

    private final RadixContext context;
    private final List<Column> columns = new ArrayList<>();
    private final int firstWanted;
    private final Strategy strategy;
    /** Blocks that no digit may be a copy of. */
    private List<ShortintCiphertext> others = List.of();

    /**
     * @param columnCount number of base-4 digits of the sum
     * @param firstWanted number of least significant digits that only contribute carries
     * @param strategy with {@link Strategy#FEWEST_ROUNDS} columns are reduced only at the end
     */
    CarrySaveSum(RadixContext context, int columnCount, int firstWanted, Strategy strategy) {
        this.context = context;
        this.strategy = columnCount > SEQUENTIAL_UP_TO ? strategy : Strategy.FEWEST_BOOTSTRAPS;
        this.firstWanted = firstWanted;
        for (int k = 0; k < columnCount; k++) {
            columns.add(new Column(k == columnCount - 1));
        }
    }

    /**
     * Lets no digit be a copy of one of these blocks: each one is then the result of a bootstrap, and shares no noise
     * with them.
     */
    void keepApartFrom(RadixCiphertext value) {
        others = value.blocks();
    }

    /** Adds {@code weight·block·4^column}, modulo the columns of the sum. */
    void add(int column, int weight, ShortintCiphertext block) {
        if (column >= columns.size() || block.degree() == 0) {
            return;
        }
        if (RadixContext.isTrivial(block)) {
            addScalar(column, weight * context.trivialValue(block));
            return;
        }
        Term term = new Term(weight, block);
        columns.get(column).waiting.add(term);
        addScalar(column, -term.offset());
    }

    /** Adds {@code value·4^column}. */
    void addScalar(int column, int value) {
        if (column < columns.size()) {
            columns.get(column).scalar += value;
        }
    }

    /** Requests the carries of the columns that cannot hold all their terms; returns whether there are any. */
    boolean request(Round round) {
        if (strategy == Strategy.FEWEST_ROUNDS) {
            return false;
        }
        boolean any = false;
        for (int k = 0; k < columns.size(); k++) {
            any |= request(k, round);
        }
        return any;
    }

    private boolean request(int k, Round round) {
        carryScalar(k);
        return columns.get(k).request(round);
    }

    private void carryScalar(int k) {
        Column column = columns.get(k);
        addScalar(k + 1, Math.floorDiv(column.scalar, BASE));
        column.scalar = Math.floorMod(column.scalar, BASE);
    }

    /** Receives the results of {@link #request} after the round has run. */
    void receive() {
        for (int k = 0; k < columns.size(); k++) {
            receive(k);
        }
    }

    private void receive(int k) {
        ShortintCiphertext carry = columns.get(k).receive();
        if (carry != null) {
            add(k + 1, 1, carry);
        }
    }

    /** The wanted digits of the sum. */
    RadixCiphertext finish() {
        return switch (strategy) {
            case FEWEST_ROUNDS -> finishInFewRounds();
            case FEWEST_BOOTSTRAPS -> finishWithFewBootstraps();
        };
    }

    private RadixCiphertext finishInFewRounds() {
        List<List<LinearCombination>> terms = new ArrayList<>();
        for (int k = 0; k < columns.size(); k++) {
            carryScalar(k);
            terms.add(columns.get(k).terms());
        }
        return new ParallelCarrySaveSum(context, terms).digits(firstWanted);
    }

    private RadixCiphertext finishWithFewBootstraps() {
        Round round = context.round();
        while (request(round)) {
            round.run();
            receive();
            round = context.round();
        }
        List<LinearCombination> digits = new ArrayList<>();
        for (int k = 0; k < columns.size(); k++) {
            digits.add(settle(k));
        }
        return cleaned(digits.subList(firstWanted, digits.size()));
    }

    /** The digit of a column after all lower columns are settled; its last carry goes to the next column. */
    private LinearCombination settle(int k) {
        Column column = columns.get(k);
        Round round = context.round();
        while (request(k, round) || column.isTop && column.subtractCarryAbove(MAXIMUM_MESSAGE_SUM, round)) {
            round.run();
            receive(k);
            round = context.round();
        }
        LinearCombination sum = column.whole();
        if (column.isTop || sum.maximum() <= MESSAGE) {
            return sum;
        }
        if (column.subtractCarryAbove(k < firstWanted ? MESSAGE : MAXIMUM_PAIR_SUM, round)) {
            round.run();
            receive(k);
            return sum;
        }
        // Results of one rotation share their noise, and a carry alone in its column is a digit as it is.
        Round.Lookup both = columns.get(k + 1).isEmpty()
                ? round.lookup(sum, Round.MESSAGE_ONLY, CARRY_ONLY)
                : round.lookup(sum, MESSAGE_AND_CARRY);
        round.run();
        add(k + 1, 1, both.result(1));
        return context.sum().plus(both.result(0));
    }

    /** The digits as blocks of fresh noise, none of them a copy of another. */
    private RadixCiphertext cleaned(List<LinearCombination> digits) {
        Round round = context.round();
        List<Round.Lookup> results = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (LinearCombination digit : digits) {
            boolean fresh = digit.noiseSquared() <= 1 && digit.maximum() <= MESSAGE && !isCopy(digit, seen);
            results.add(
                    fresh
                            ? Round.Lookup.known(digit.asBlock(digit.maximum()))
                            : round.lookup(digit, Round.MESSAGE_ONLY));
        }
        round.run();
        return new RadixCiphertext(results.stream().map(Round.Lookup::result).toList());
    }

    /** Whether another digit before this one, or one of the blocks to keep apart from, has its noise. */
    private boolean isCopy(LinearCombination digit, Set<Integer> seen) {
        return !digit.isTrivial()
                && (!seen.add(digit.noiseHash()) || others.stream().anyMatch(digit::hasNoiseOf));
    }

    /**
     * A block with its weight. A sum counts from 0 upwards, so a term of negative weight gets an offset of its largest
     * amount.
     */
    private record Term(int weight, ShortintCiphertext block) {
        Term {
            if (Math.abs(weight) * block.degree() > MAXIMUM_TERM
                    || weight * weight * block.noiseSquared() > MAXIMUM_TERM_NOISE) {
                throw new IllegalArgumentException("a sum has no room for " + weight + " times " + block);
            }
        }

        int extent() {
            return Math.abs(weight) * block.degree();
        }

        int offset() {
            return weight < 0 ? extent() : 0;
        }

        int noiseSquared() {
            return weight * weight * block.noiseSquared();
        }
    }

    /** The terms of one weight: those already added up, and those that wait for room. */
    private final class Column {
        private final boolean isTop;
        private final List<Term> waiting = new ArrayList<>();
        /** The scalar part that is not yet in the sum. */
        private int scalar;

        private LinearCombination sum = context.sum();
        private Round.@Nullable Lookup carry;
        private Round.@Nullable Lookup refreshed;

        private Column(boolean isTop) {
            this.isTop = isTop;
        }

        boolean request(Round round) {
            boolean refreshes = isNoiseExhausted() && !waiting.isEmpty();
            if (refreshes) {
                refreshed = round.lookup(sum, Round.MESSAGE_ONLY);
                sum = context.sum();
            }
            if (isNoiseExhausted()) {
                return false;
            }
            fill();
            boolean overfull = !waiting.isEmpty() || scalar != 0;
            return overfull && subtractCarryAbove(MESSAGE, round) || refreshes;
        }

        /** Whether it has no encrypted term. */
        boolean isEmpty() {
            return waiting.isEmpty() && sum.isTrivial();
        }

        /** The waiting terms and the scalar part, each as a sum of its own. */
        List<LinearCombination> terms() {
            List<LinearCombination> terms = new ArrayList<>(List.of(whole()));
            for (Term term : waiting) {
                terms.add(context.sum().plus(term.weight, term.block).plusScalar(term.offset()));
            }
            return terms;
        }

        /** The sum once no term waits; the scalar part always fits, whatever the noise. */
        LinearCombination whole() {
            sum.plusScalar(scalar);
            scalar = 0;
            return sum;
        }

        /** Whether this is a remainder with too much noise to begin another sum. */
        private boolean isNoiseExhausted() {
            return sum.maximum() <= MESSAGE && sum.noiseSquared() + MAXIMUM_TERM_NOISE > MAXIMUM_NOISE;
        }

        /** Adds all terms that fit, large ones first: the small ones fill the gaps. */
        private void fill() {
            if (sum.maximum() + scalar <= MAXIMUM_SUM) {
                sum.plusScalar(scalar);
                scalar = 0;
            }
            waiting.sort(Comparator.comparingInt(Term::extent).reversed());
            waiting.removeIf(term -> {
                boolean fits = sum.maximum() + term.extent() <= MAXIMUM_SUM
                        && sum.noiseSquared() + term.noiseSquared() <= MAXIMUM_NOISE;
                if (fits) {
                    sum.plus(term.weight, term.block).plusScalar(term.offset());
                }
                return fits;
            });
        }

        /** Requests the carry of a sum that may exceed the limit. */
        boolean subtractCarryAbove(int limit, Round round) {
            if (sum.maximum() <= limit) {
                return false;
            }
            sum.plusScalar(-BASE);
            carry = round.lookup(sum, isTop ? CARRY_IN_PLACE : CARRY);
            return true;
        }

        /** Receives the results and returns the carry for the next column. */
        @Nullable
        ShortintCiphertext receive() {
            if (refreshed != null) {
                waiting.add(new Term(1, refreshed.result()));
                refreshed = null;
            }
            if (carry == null) {
                return null;
            }
            sum.plusScalar(BASE);
            ShortintCiphertext result = carry.result();
            int largestCarry = sum.maximum() / BASE;
            carry = null;
            sum.plus(isTop ? -1 : -BASE, result).knownBetween(0, MESSAGE);
            return isTop ? null : Blocks.withDegree(result, largestCarry);
        }
    }
}
