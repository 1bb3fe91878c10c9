package org.fhevm.tfhe.integer;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * A parallel prefix computation of all carries of a sum, in a number of rounds that grows with the logarithm of its
 * length.
 *
 * <p>A digit of the sum generates a carry, absorbs one, or propagates the carry from below. Its <em>sign</em> is 1, -1
 * or 0 accordingly. The most significant digit with a sign other than 0 decides the carry out of a prefix of digits;
 * its sign is that of {@code Σ 2^i·sign_i}, and one bootstrap takes four signs. The first digit has no carry in, so its
 * sign is 1 or -1.
 *
 * <p>Digits are taken in groups of four. A carry that depends on the group below stays in two parts, the sign of the
 * lower digits of the same group and the carry into that group; the bootstrap that uses it resolves it (see
 * {@link Carry}). The carries into groups come from the same method, applied to the signs of whole groups.
 *
 * <p>The norm of four weighted signs is √85. It is √88 if the first of them is a boolean b that stands for the sign 2b
 * - 1.
 */
final class CarryPrefixSum {
    /** Digits in a group. */
    static final int GROUP = 4;

    /** 1, 0 or -1. */
    static final LookupTable SIGN = LookupTable.signed(v -> v == 0 ? 0 : 1, 1);
    /** 1, or -1 for a negative value. */
    static final LookupTable SIGN_OF_FIRST = LookupTable.signed(v -> 1, 1);

    /** Takes the sum of {@link Carry#addTo} with weight 1. */
    private static final LookupTable IS_CARRY = LookupTable.of(v -> v >= Carry.THRESHOLD ? 1 : 0);

    private final RadixContext context;

    CarryPrefixSum(RadixContext context) {
        this.context = context;
    }

    /** Signs of digits in groups of {@link #GROUP}; the last group may be shorter. */
    static List<List<ShortintCiphertext>> groups(List<ShortintCiphertext> signs) {
        List<List<ShortintCiphertext>> groups = new ArrayList<>();
        for (int start = 0; start < signs.size(); start += GROUP) {
            groups.add(signs.subList(start, Math.min(start + GROUP, signs.size())));
        }
        return groups;
    }

    /**
     * The carries out of prefixes of the digits.
     *
     * @param groups the signs of all digits of the prefixes, see {@link #groups}
     */
    List<Carry> resolve(List<List<ShortintCiphertext>> groups, List<Prefix> prefixes) {
        Round round = context.round();
        List<Round.Lookup> signs =
                prefixes.stream().map(prefix -> sign(round, prefix.signs())).toList();
        int needed = prefixes.stream().mapToInt(Prefix::group).max().orElse(0);
        List<Round.Lookup> totals = new ArrayList<>();
        for (int g = 0; g < needed; g++) {
            totals.add(
                    g == 0
                            ? round.lookup(weighted(groups.getFirst()), LookupTable.isNotNegative())
                            : sign(round, groups.get(g)));
        }
        round.run();
        List<ShortintCiphertext> intoGroups = new ArrayList<>(List.of(context.trivial(0)));
        intoGroups.addAll(carriesOut(results(totals)));
        List<Carry> carries = new ArrayList<>();
        for (int i = 0; i < prefixes.size(); i++) {
            carries.add(new Carry(
                    signs.get(i).result(), intoGroups.get(prefixes.get(i).group())));
        }
        return carries;
    }

    /**
     * The carry out of each of several neighbouring digits.
     *
     * @param digits the carry out of the first one, 0 or 1; the signs of the others
     */
    private List<ShortintCiphertext> carriesOut(List<ShortintCiphertext> digits) {
        if (digits.size() <= 1) {
            return digits;
        }
        Round round = context.round();
        List<Round.Lookup> first = new ArrayList<>();
        for (int length = 2; length <= Math.min(GROUP, digits.size()); length++) {
            first.add(round.lookup(afterFirst(digits.subList(0, length)), LookupTable.isNotNegative()));
        }
        List<List<Round.Lookup>> others = new ArrayList<>();
        for (List<ShortintCiphertext> group : groups(digits).subList(1, Math.ceilDiv(digits.size(), GROUP))) {
            others.add(signsOfPrefixes(round, group));
        }
        round.run();
        List<ShortintCiphertext> carries = new ArrayList<>(digits.subList(0, 1));
        carries.addAll(results(first));
        return others.isEmpty() ? carries : withGroups(carries, others);
    }

    /** Signs of the prefixes of one digit, two digits, and so on up to all of them. */
    private List<Round.Lookup> signsOfPrefixes(Round round, List<ShortintCiphertext> signs) {
        List<Round.Lookup> prefixes = new ArrayList<>();
        for (int length = 1; length <= signs.size(); length++) {
            prefixes.add(sign(round, signs.subList(0, length)));
        }
        return prefixes;
    }

    /** The carries of the first group, and those of the others once the carries into them are known. */
    private List<ShortintCiphertext> withGroups(List<ShortintCiphertext> first, List<List<Round.Lookup>> others) {
        List<ShortintCiphertext> totals = new ArrayList<>(List.of(first.getLast()));
        for (List<Round.Lookup> group : others.subList(0, others.size() - 1)) {
            totals.add(group.getLast().result());
        }
        List<ShortintCiphertext> intoGroups = carriesOut(totals);
        Round round = context.round();
        List<Round.Lookup> resolved = new ArrayList<>();
        for (int g = 0; g < others.size(); g++) {
            for (Round.Lookup sign : others.get(g)) {
                boolean known = sign == others.get(g).getLast() && g + 1 < intoGroups.size();
                Carry carry = new Carry(sign.result(), intoGroups.get(g));
                resolved.add(
                        known
                                ? Round.Lookup.known(intoGroups.get(g + 1))
                                : round.lookup(carry.addTo(context.sum(), 1), IS_CARRY));
            }
        }
        round.run();
        List<ShortintCiphertext> carries = new ArrayList<>(first);
        carries.addAll(results(resolved));
        return carries;
    }

    private Round.Lookup sign(Round round, List<ShortintCiphertext> signs) {
        return switch (signs.size()) {
            case 0 -> Round.Lookup.known(context.trivial(0));
            case 1 -> Round.Lookup.known(signs.getFirst());
            default -> round.lookup(weighted(signs), SIGN);
        };
    }

    private LinearCombination weighted(List<ShortintCiphertext> signs) {
        LinearCombination sum = context.sum();
        for (int i = 0; i < signs.size(); i++) {
            sum.plusSigned(1 << i, signs.get(i));
        }
        return sum;
    }

    /** The weighted sum with a carry, 0 or 1, instead of the first sign. */
    private LinearCombination afterFirst(List<ShortintCiphertext> digits) {
        LinearCombination sum = context.sum().plus(2, digits.getFirst()).plusScalar(-1);
        for (int i = 1; i < digits.size(); i++) {
            sum.plusSigned(1 << i, digits.get(i));
        }
        return sum;
    }

    private static List<ShortintCiphertext> results(List<Round.Lookup> lookups) {
        return lookups.stream().map(Round.Lookup::result).toList();
    }

    /**
     * A carry that is not resolved yet.
     *
     * @param sign of the digits between the group's beginning and this one: 1, 0 or -1
     * @param intoGroup the carry into the group, 0 or 1
     */
    record Carry(ShortintCiphertext sign, ShortintCiphertext intoGroup) {
        /** There is a carry if {@link #addTo} adds at least this multiple of the weight. */
        static final int THRESHOLD = 2;

        /** A carry that is known to be absent. */
        static Carry none(RadixContext context) {
            return new Carry(context.trivial(0), context.trivial(0));
        }

        /** Adds {@code weight·(1 + sign + intoGroup)}, 0 to 3 times the weight. */
        LinearCombination addTo(LinearCombination sum, int weight) {
            return sum.plusSigned(weight, sign).plusScalar(weight).plus(weight, intoGroup);
        }
    }

    /**
     * A prefix of the digits, from the first one on.
     *
     * @param group the group that it ends in
     * @param signs of its digits in that group; empty if it ends with the group before
     */
    record Prefix(int group, List<ShortintCiphertext> signs) {}
}
