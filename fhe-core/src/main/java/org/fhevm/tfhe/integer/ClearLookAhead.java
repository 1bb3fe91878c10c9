package org.fhevm.tfhe.integer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * The sum of a number with a clear one in few rounds.
 *
 * <p>Compared with {@link LookAheadSum} the messages need no bootstraps of their own, since the bootstrap that adds a carry to a block
 * can add a clear digit as well. Their place is taken by the signs of <em>pairs</em> of places: with pairs for the places of
 * {@link CarryPrefix} there are half as many groups. The carry into the upper place of a pair comes from the pairs below and, most
 * significant, from the lower place.
 */
final class ClearLookAhead {
    private static final int MESSAGE = RadixContext.MAXIMUM_MESSAGE;
    private static final int BASE = MESSAGE + 1;
    /** Places in a group. */
    private static final int GROUP = 2 * CarryPrefix.GROUP;

    private static final List<LookupTable> DIGIT =
            IntStream.rangeClosed(0, MESSAGE).mapToObj(ClearLookAhead::digit).toList();

    private final RadixContext context;
    private final Addition.Column blocks;
    private final int[] scalar;
    private final int firstCarry;

    /**
     * @param blocks each 0..3
     * @param scalar as many digits, least significant first
     * @param firstCarry 0 or 1
     */
    ClearLookAhead(RadixContext context, Addition.Column blocks, int[] scalar, int firstCarry) {
        this.context = context;
        this.blocks = blocks;
        this.scalar = scalar;
        this.firstCarry = firstCarry;
    }

    /** Of a block and four times an unresolved carry. */
    private static LookupTable digit(int scalar) {
        return LookupTable.of(v -> v + scalar + (v >= BASE * CarryPrefix.Carry.THRESHOLD ? 1 : 0) & MESSAGE);
    }

    /** The sum modulo the number's width. */
    RadixCiphertext digits() {
        List<CarryPrefix.Carry> carries = carries();
        Round round = context.round();
        List<Round.Lookup> digits = new ArrayList<>();
        for (int i = 0; i < scalar.length; i++) {
            LinearCombination block = blocks.addTo(i, context.sum());
            digits.add(
                    i == 0
                            ? round.lookup(block, DIGIT.get(scalar[0] + firstCarry & MESSAGE))
                            : round.lookup(carries.get(i - 1).addTo(block, BASE), DIGIT.get(scalar[i])));
        }
        round.run();
        return new RadixCiphertext(digits.stream().map(Round.Lookup::result).toList());
    }

    /** Into all places but the first. */
    private List<CarryPrefix.Carry> carries() {
        Round round = context.round();
        List<Round.Lookup> lower = new ArrayList<>();
        List<Round.Lookup> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < scalar.length; i += 2) {
            lower.add(sign(round, i, addPlace(i, 1, context.sum()), BASE));
            if (i + 2 < scalar.length) {
                pairs.add(sign(round, i, addPlace(i + 1, BASE, addPlace(i, 1, context.sum())), BASE * BASE));
            }
        }
        round.run();
        List<ShortintCiphertext> ofPairs = results(pairs);
        return new CarryPrefix(context).resolve(CarryPrefix.groups(ofPairs), runs(results(lower), ofPairs));
    }

    private LinearCombination addPlace(int i, int weight, LinearCombination sum) {
        LinearCombination place =
                blocks.addTo(i, context.sum()).plusScalar(i == 0 ? scalar[0] + firstCarry : scalar[i]);
        return sum.plus(weight, place);
    }

    /** The sign of what begins at place i: its carry is decided by whether the sum reaches the base. */
    private static Round.Lookup sign(Round round, int i, LinearCombination sum, int base) {
        return i == 0
                ? round.lookup(sum.plusScalar(-base), CarryPrefix.SIGN_OF_FIRST)
                : round.lookup(sum.plusScalar(1 - base), CarryPrefix.SIGN);
    }

    private List<CarryPrefix.Run> runs(List<ShortintCiphertext> lower, List<ShortintCiphertext> pairs) {
        List<CarryPrefix.Run> runs = new ArrayList<>();
        for (int length = 1; length < scalar.length; length++) {
            int group = length / GROUP;
            List<ShortintCiphertext> signs = new ArrayList<>(pairs.subList(group * CarryPrefix.GROUP, length / 2));
            if (length % 2 == 1) {
                signs.add(lower.get(length / 2));
            }
            runs.add(new CarryPrefix.Run(group, signs));
        }
        return runs;
    }

    private static List<ShortintCiphertext> results(List<Round.Lookup> lookups) {
        return lookups.stream().map(Round.Lookup::result).toList();
    }
}
