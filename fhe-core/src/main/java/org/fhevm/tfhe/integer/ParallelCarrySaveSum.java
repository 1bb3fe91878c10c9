package org.fhevm.tfhe.integer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.fhevm.tfhe.shortint.LookupTable;

/**
 * A carry-save sum in few rounds: in every round, all terms of every column are added up in as few sums as possible,
 * and the carries of all these sums are looked up at once. Mutable; for one thread.
 *
 * <p>As in {@link CarrySaveSum} a sum of up to 19 leaves {@code u - 4c}, a noisy 0..3, for the next round. If the noise
 * is too large for that, the sum ends at 15 and its message is looked up as well. About six terms become two in a
 * round, until every column is one sum that {@link CarryLookaheadSum} can take.
 */
final class ParallelCarrySaveSum {
    private static final int MESSAGE = RadixContext.MAXIMUM_MESSAGE;
    private static final int BASE = MESSAGE + 1;

    /**
     * The largest value of a sum whose carry can be looked up, and the squared noise up to which the rest can be used
     * without a bootstrap.
     */
    private static final int WIDE = 19;

    private static final int WIDE_NOISE = 24;
    /** The largest value of a sum whose message can be looked up too, and its largest squared noise. */
    private static final int NARROW = 15;

    private static final int NARROW_NOISE = 84;
    /** The largest value of a sum whose message and carry share a rotation. */
    private static final int PAIR = 7;

    private static final LookupTable CARRY = LookupTable.of(v -> v / BASE);
    private static final LookupTable MESSAGE_AND_CARRY = LookupTable.pair(v -> v & MESSAGE, v -> v / BASE);
    private static final LookupTable CARRY_OF_WIDE = LookupTable.shifted(v -> v / BASE - 1, 2, WIDE / BASE);

    private final RadixContext context;
    /** The terms of every column, the least significant column first. */
    private List<List<LinearCombination>> columns;

    /** @param columns terms, each of a value from 0 to {@link #WIDE}; taken over */
    ParallelCarrySaveSum(RadixContext context, List<List<LinearCombination>> columns) {
        this.context = context;
        this.columns = columns;
    }

    /** The digits from {@code firstWanted} on, modulo the number of columns. */
    RadixCiphertext digits(int firstWanted) {
        columns = columns.stream().map(ParallelCarrySaveSum::addedUp).toList();
        while (!columns.stream().allMatch(ParallelCarrySaveSum::isSettled)) {
            reduce();
        }
        List<LinearCombination> sums = columns.stream()
                .map(column -> column.isEmpty() ? context.sum() : column.getFirst())
                .toList();
        return CarryLookaheadSum.digits(context, sums, firstWanted);
    }

    private static boolean isSettled(List<LinearCombination> column) {
        return column.size() <= 1 && column.stream().allMatch(sum -> sum.maximum() <= CarryLookaheadSum.LARGEST);
    }

    /** The terms of a column in as few sums as possible, the large ones first. */
    private static List<LinearCombination> addedUp(List<LinearCombination> terms) {
        List<LinearCombination> sums = new ArrayList<>();
        terms.stream()
                .sorted(Comparator.comparingInt(LinearCombination::maximum).reversed())
                .forEach(term -> sums.stream()
                        .filter(sum -> hasRoom(sum, term))
                        .findFirst()
                        .ifPresentOrElse(sum -> sum.plus(1, term), () -> sums.add(term)));
        return sums;
    }

    private static boolean hasRoom(LinearCombination sum, LinearCombination term) {
        int maximum = sum.maximum() + term.maximum();
        int noise = sum.noiseSquared() + term.noiseSquared();
        return maximum <= WIDE && noise <= WIDE_NOISE || maximum <= NARROW && noise <= NARROW_NOISE;
    }

    /**
     * Whether one more round settles all columns if it takes the carries of all of them: the rest of each column is
     * then at most 3, and so are the incoming carries. A column left at 6 would pass on a wave of carries, one column
     * per round.
     */
    private boolean isLastRound() {
        return columns.stream()
                .allMatch(column -> column.size() <= 1 && column.stream().allMatch(sum -> sum.maximum() <= NARROW));
    }

    /** One round: the rests of large sums, and their carries one column up. */
    private void reduce() {
        Round round = context.round();
        boolean isLast = isLastRound();
        List<List<LargeSum>> large = new ArrayList<>();
        List<List<LinearCombination>> next = new ArrayList<>();
        for (int k = 0; k < columns.size(); k++) {
            large.add(new ArrayList<>());
            next.add(new ArrayList<>());
            for (LinearCombination sum : columns.get(k)) {
                if (sum.maximum() <= MESSAGE || isSettled(columns.get(k)) && !isLast) {
                    next.get(k).add(sum);
                } else {
                    large.get(k).add(LargeSum.request(round, sum, k == columns.size() - 1));
                }
            }
        }
        round.run();
        for (int k = 0; k < columns.size(); k++) {
            for (LargeSum sum : large.get(k)) {
                next.get(k).add(sum.rest(context));
                if (k + 1 < columns.size()) {
                    next.get(k + 1).add(sum.carry(context));
                }
            }
        }
        columns = next.stream().map(ParallelCarrySaveSum::addedUp).toList();
    }

    /**
     * A sum whose carry, message, or both are requested.
     *
     * @param sum the sum; without its constant if it is wide
     * @param largest the largest value of the sum
     */
    private record LargeSum(LinearCombination sum, int largest, Kind kind, Round.Lookup lookup) {
        static LargeSum request(Round round, LinearCombination sum, boolean isTop) {
            int largest = sum.maximum();
            if (isTop && largest <= ParallelCarrySaveSum.NARROW) {
                return new LargeSum(sum, largest, Kind.TOP, round.lookup(sum, Round.MESSAGE_ONLY));
            }
            if (largest <= PAIR) {
                return new LargeSum(sum, largest, Kind.NARROW, round.lookup(sum, MESSAGE_AND_CARRY));
            }
            if (sum.noiseSquared() > WIDE_NOISE) {
                return new LargeSum(sum, largest, Kind.NARROW, round.lookup(sum, Round.MESSAGE_ONLY, CARRY));
            }
            return new LargeSum(sum, largest, Kind.WIDE, round.lookup(sum.plusScalar(-BASE), CARRY_OF_WIDE));
        }

        /** The rest without the carry, 0..3. */
        LinearCombination rest(RadixContext context) {
            return kind == Kind.WIDE
                    ? sum.plusScalar(BASE).plus(-BASE, lookup.result()).knownBetween(0, MESSAGE)
                    : context.sum().plus(lookup.result());
        }

        LinearCombination carry(RadixContext context) {
            int index = kind == Kind.WIDE ? 0 : 1;
            return context.sum().plus(Blocks.withDegree(lookup.result(index), largest / BASE));
        }

        private enum Kind {
            /** The carry is dropped. */
            TOP,
            /** Message and carry are looked up. */
            NARROW,
            /** The carry is looked up and subtracted from the sum. */
            WIDE
        }
    }
}
