package org.fhevm.tfhe.integer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Carry-lookahead addition: the digits of a number given as one sum of blocks per digit, in few rounds. One rotation
 * per digit gives its message and its sign, {@link CarryPrefixSum} gives the carries, and a bootstrap adds each carry
 * to its message.
 */
final class CarryLookaheadSum {
    /**
     * The largest sum at a digit, so that it passes on at most one carry, whatever carry comes in. The first digit has
     * no carry in and may be one larger.
     */
    static final int LARGEST = 2 * RadixContext.MAXIMUM_MESSAGE;

    private static final int MESSAGE = RadixContext.MAXIMUM_MESSAGE;
    private static final int BASE = MESSAGE + 1;

    private static final LookupTable MESSAGE_AND_SIGN =
            LookupTable.pair(v -> v & MESSAGE, v -> Integer.compare(v, MESSAGE));
    private static final LookupTable FIRST_MESSAGE_AND_SIGN =
            LookupTable.pair(v -> v & MESSAGE, v -> v > MESSAGE ? 1 : -1);
    /** Takes a message plus four times an unresolved carry. */
    private static final LookupTable DIGIT =
            LookupTable.of(v -> (v >= BASE * CarryPrefixSum.Carry.THRESHOLD ? v + 1 : v) & MESSAGE);

    private final RadixContext context;
    /** Index of the first digit that may produce a carry. */
    private final int first;

    private final List<Round.Lookup> messages;
    /**
     * Carries out of the digits from {@link #first} on, the last one only if it is wanted; a trivial zero if no digit
     * can produce a carry.
     */
    private final List<CarryPrefixSum.Carry> carries;

    /**
     * @param sums of digits, least significant first, each at most {@link #LARGEST}; the first may be one larger
     * @param carryOut whether the carry out of the last digit is wanted
     */
    CarryLookaheadSum(RadixContext context, List<LinearCombination> sums, boolean carryOut) {
        this.context = context;
        first = (int) sums.stream().takeWhile(sum -> sum.maximum() <= MESSAGE).count();
        int signsEnd = carryOut ? sums.size() : sums.size() - 1;
        Round round = context.round();
        messages = IntStream.range(0, sums.size())
                .mapToObj(i -> round.lookup(sums.get(i), i < first || i >= signsEnd ? Round.MESSAGE_ONLY : tableAt(i)))
                .toList();
        round.run();
        List<ShortintCiphertext> signs = IntStream.range(first, signsEnd)
                .mapToObj(i -> messages.get(i).result(1))
                .toList();
        carries = signs.isEmpty()
                ? List.of(CarryPrefixSum.Carry.none(context))
                : new CarryPrefixSum(context).resolve(CarryPrefixSum.groups(signs), prefixes(signs));
    }

    /** The digits of a sum from {@code firstWanted} on, modulo its length. */
    static RadixCiphertext digits(RadixContext context, List<LinearCombination> sums, int firstWanted) {
        CarryLookaheadSum sum = new CarryLookaheadSum(context, sums, false);
        Round round = context.round();
        List<Round.Lookup> digits = sum.digits(round, firstWanted);
        round.run();
        return new RadixCiphertext(digits.stream().map(Round.Lookup::result).toList());
    }

    private LookupTable tableAt(int digit) {
        return digit == first ? FIRST_MESSAGE_AND_SIGN : MESSAGE_AND_SIGN;
    }

    private static List<CarryPrefixSum.Prefix> prefixes(List<ShortintCiphertext> signs) {
        return IntStream.rangeClosed(1, signs.size())
                .mapToObj(length -> new CarryPrefixSum.Prefix(
                        length / CarryPrefixSum.GROUP, signs.subList(length - length % CarryPrefixSum.GROUP, length)))
                .toList();
    }

    /** Requests the digits from {@code firstWanted} on. */
    List<Round.Lookup> digits(Round round, int firstWanted) {
        List<Round.Lookup> digits = new ArrayList<>();
        for (int i = firstWanted; i < messages.size(); i++) {
            ShortintCiphertext message = messages.get(i).result();
            digits.add(i <= first ? Round.Lookup.known(message) : digit(round, message, carries.get(i - first - 1)));
        }
        return digits;
    }

    private Round.Lookup digit(Round round, ShortintCiphertext message, CarryPrefixSum.Carry carry) {
        return round.lookup(carry.addTo(context.sum().plus(message), BASE), DIGIT);
    }

    /** The carry out of the last digit, if it was wanted. */
    CarryPrefixSum.Carry carryOut() {
        return carries.getLast();
    }
}
