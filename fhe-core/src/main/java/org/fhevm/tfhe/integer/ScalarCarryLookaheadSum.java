package org.fhevm.tfhe.integer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Carry-lookahead addition of a scalar, in few rounds.
 *
 * <p>Unlike {@link CarryLookaheadSum} it needs no bootstraps for messages, since the bootstrap that adds a carry to a
 * block can add a scalar digit as well. Instead it looks up the signs of <em>pairs</em> of digits: pairs as the digits
 * of {@link CarryPrefixSum} make half as many groups. The carry into the upper digit of a pair comes from the pairs
 * below and, most significant, from the lower digit.
 */
final class ScalarCarryLookaheadSum {
    private static final int MESSAGE = RadixContext.MAXIMUM_MESSAGE;
    private static final int BASE = MESSAGE + 1;
    /** Digits in a group. */
    private static final int GROUP = 2 * CarryPrefixSum.GROUP;

    private static final List<LookupTable> DIGIT = IntStream.rangeClosed(0, MESSAGE)
            .mapToObj(ScalarCarryLookaheadSum::digit)
            .toList();

    private final RadixContext context;
    private final Addition.Column blocks;
    private final int[] scalar;
    private final int firstCarry;

    /**
     * @param blocks each 0..3
     * @param scalar as many digits, least significant first
     * @param firstCarry 0 or 1
     */
    ScalarCarryLookaheadSum(RadixContext context, Addition.Column blocks, int[] scalar, int firstCarry) {
        this.context = context;
        this.blocks = blocks;
        this.scalar = scalar;
        this.firstCarry = firstCarry;
    }

    /** Takes a block plus four times an unresolved carry. */
    private static LookupTable digit(int scalar) {
        return LookupTable.of(v -> v + scalar + (v >= BASE * CarryPrefixSum.Carry.THRESHOLD ? 1 : 0) & MESSAGE);
    }

    /** The sum modulo the number's width. */
    RadixCiphertext digits() {
        List<CarryPrefixSum.Carry> carries = carries();
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

    /** Carries into all digits but the first. */
    private List<CarryPrefixSum.Carry> carries() {
        Round round = context.round();
        List<Round.Lookup> lower = new ArrayList<>();
        List<Round.Lookup> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < scalar.length; i += 2) {
            lower.add(sign(round, i, addDigit(i, 1, context.sum()), BASE));
            if (i + 2 < scalar.length) {
                pairs.add(sign(round, i, addDigit(i + 1, BASE, addDigit(i, 1, context.sum())), BASE * BASE));
            }
        }
        round.run();
        List<ShortintCiphertext> ofPairs = results(pairs);
        return new CarryPrefixSum(context).resolve(CarryPrefixSum.groups(ofPairs), prefixes(results(lower), ofPairs));
    }

    private LinearCombination addDigit(int i, int weight, LinearCombination sum) {
        LinearCombination digit =
                blocks.addTo(i, context.sum()).plusScalar(i == 0 ? scalar[0] + firstCarry : scalar[i]);
        return sum.plus(weight, digit);
    }

    /** The sign of a digit or pair that begins at digit i: it generates a carry if its sum reaches the base. */
    private static Round.Lookup sign(Round round, int i, LinearCombination sum, int base) {
        return i == 0
                ? round.lookup(sum.plusScalar(-base), CarryPrefixSum.SIGN_OF_FIRST)
                : round.lookup(sum.plusScalar(1 - base), CarryPrefixSum.SIGN);
    }

    private List<CarryPrefixSum.Prefix> prefixes(List<ShortintCiphertext> lower, List<ShortintCiphertext> pairs) {
        List<CarryPrefixSum.Prefix> prefixes = new ArrayList<>();
        for (int length = 1; length < scalar.length; length++) {
            int group = length / GROUP;
            List<ShortintCiphertext> signs = new ArrayList<>(pairs.subList(group * CarryPrefixSum.GROUP, length / 2));
            if (length % 2 == 1) {
                signs.add(lower.get(length / 2));
            }
            prefixes.add(new CarryPrefixSum.Prefix(group, signs));
        }
        return prefixes;
    }

    private static List<ShortintCiphertext> results(List<Round.Lookup> lookups) {
        return lookups.stream().map(Round.Lookup::result).toList();
    }
}
