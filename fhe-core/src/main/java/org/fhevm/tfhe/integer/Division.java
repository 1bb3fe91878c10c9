package org.fhevm.tfhe.integer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Quotient and remainder for an encrypted divisor D, by long division: one base-4 digit of the quotient after the
 * other, from the most significant one on. Division by 0 gives a quotient of all ones, and the dividend as the
 * remainder.
 *
 * <p>The next digit of the dividend is appended below the remainder R, which then has w digits. Two steps find the
 * digit of the quotient: R is tried against 2D, then against D. A step subtracts; if the difference S is not negative,
 * S replaces R. Subtraction costs a bootstrap for each block, which gives the digit of S and the borrow, and the last
 * borrow answers the comparison. The choice costs another bootstrap for each block, on {@code R - S} and that answer.
 * Its result is added to S, and the sum, whose noise is √2, is a digit of the next R without a further bootstrap. So a
 * digit of the quotient costs 4w bootstraps and a few more. It is the sum of the two answers, 0 or 2 and 0 or 1.
 *
 * <p>Only the low w digits of D and 2D are subtracted. A lookup made beforehand for every w tells whether any of the
 * upper digits is not 0, and enters into the bootstrap that answers the comparison.
 *
 * <p>This is the way with few bootstraps. With few rounds, {@link CarryLookaheadSum} finds all borrows of a subtraction
 * at once.
 *
 * <p>Mutable: an instance is a division in progress. For one thread.
 */
public final class Division {
    private static final int MESSAGE = RadixContext.MAXIMUM_MESSAGE;
    private static final int BASE = MESSAGE + 1;
    /** Largest number of blocks for which a digit-by-digit subtraction takes no more rounds. */
    private static final int SEQUENTIAL_UP_TO = 2;

    /** Takes {@code 4·digit + digit below}; gives the digit of twice the number. */
    private static final LookupTable DOUBLED = LookupTable.of(v -> v >> 1 & MESSAGE);
    /**
     * Takes a digit of D plus the excess of D above it; gives the excess of D with this digit, and that of 2D without.
     */
    private static final LookupTable EXCESS = LookupTable.pair(v -> v > 0 ? BASE : 0, v -> v > 1 ? BASE : 0);
    /** Takes {@code r + 3 - d + carry}; gives the digit of the difference, and 1 if nothing is borrowed. */
    private static final LookupTable DIFFERENCE = LookupTable.pair(v -> v & MESSAGE, v -> v >> 2);
    /**
     * For D and 2D: takes the same at the last digit, plus 8 if there is an excess; gives the factor if D or 2D fits.
     */
    private static final List<LookupTable> FITS = forFactors(v -> v >> 2 == 1);
    /** For D and 2D: takes an unresolved carry, plus 4 if there is an excess; gives the same. */
    private static final List<LookupTable> FITS_UNRESOLVED =
            forFactors(v -> v >= CarryPrefixSum.Carry.THRESHOLD && v < BASE);
    /** The weight of an answer above {@code r - s + 3}. */
    private static final int ABOVE_DIFFERENCE = 8;
    /** Takes {@code r - s + 3}, plus 8 if the multiple fits; gives the amount to add to s for the next digit of R. */
    private static final LookupTable RESTORED =
            LookupTable.signed(v -> v >= ABOVE_DIFFERENCE ? 0 : v - MESSAGE, MESSAGE);

    private final RadixContext context;
    private final RadixCiphertext dividend;
    private final RadixCiphertext divisor;
    private final Multiple once;
    private final Multiple twice;
    private final List<ShortintCiphertext> remainder = new ArrayList<>();

    private Division(RadixContext context, RadixCiphertext dividend, RadixCiphertext divisor) {
        this.context = context;
        this.dividend = dividend;
        this.divisor = divisor;
        List<Round.Lookup> excess = excess();
        List<ShortintCiphertext> ofDivisor = new ArrayList<>(results(excess.subList(1, excess.size()), 0));
        ofDivisor.add(context.trivial(0));
        once = new Multiple(1, divisor.blocks(), ofDivisor);
        twice = new Multiple(2, doubled(), results(excess, 1));
    }

    private static List<LookupTable> forFactors(IntPredicate fits) {
        return List.of(LookupTable.of(v -> fits.test(v) ? 1 : 0), LookupTable.of(v -> fits.test(v) ? 2 : 0));
    }

    /** {@code ⌊dividend / divisor⌋}. */
    public static RadixCiphertext divide(RadixContext context, RadixCiphertext dividend, RadixCiphertext divisor) {
        RadixContext.requireSameWidth(dividend, divisor);
        Optional<int[]> known = context.trivialDigits(divisor);
        if (known.isPresent()) {
            return Digits.toInteger(known.get()).signum() == 0
                    ? Bitwise.not(context, context.trivial(known.get()))
                    : ScalarDivision.divide(context, dividend, known.get());
        }
        return new Division(context, dividend, divisor).quotient();
    }

    /** {@code dividend mod divisor}. */
    public static RadixCiphertext remainder(RadixContext context, RadixCiphertext dividend, RadixCiphertext divisor) {
        RadixContext.requireSameWidth(dividend, divisor);
        Optional<int[]> known = context.trivialDigits(divisor);
        if (known.isPresent()) {
            return Digits.toInteger(known.get()).signum() == 0
                    ? dividend
                    : ScalarDivision.remainder(context, dividend, known.get());
        }
        return new Division(context, dividend, divisor).remainder();
    }

    private RadixCiphertext quotient() {
        List<ShortintCiphertext> digits = new ArrayList<>();
        for (int position = dividend.blockCount() - 1; position >= 0; position--) {
            remainder.addFirst(dividend.blocks().get(position));
            ShortintCiphertext two = step(twice);
            ShortintCiphertext one = position > 0 ? step(once) : lastAnswer();
            digits.addFirst(context.sum().plus(two).plus(one).asBlock(MESSAGE));
        }
        return new RadixCiphertext(digits);
    }

    /** The last step of a quotient needs the answer only, and compares with the whole divisor. */
    private ShortintCiphertext lastAnswer() {
        return Comparison.greaterOrEqual(context, new RadixCiphertext(remainder), divisor);
    }

    private RadixCiphertext remainder() {
        for (int position = dividend.blockCount() - 1; position >= 0; position--) {
            remainder.addFirst(dividend.blocks().get(position));
            step(twice);
            step(once);
        }
        return new RadixCiphertext(remainder);
    }

    /**
     * Subtracts a multiple of the divisor from the remainder if it fits.
     *
     * @return the factor of the multiple if it fits, else 0
     */
    private ShortintCiphertext step(Multiple multiple) {
        return remainder.size() > SEQUENTIAL_UP_TO && context.strategy() == Strategy.FEWEST_ROUNDS
                ? stepInFewRounds(multiple)
                : stepWithFewBootstraps(multiple);
    }

    private ShortintCiphertext stepInFewRounds(Multiple multiple) {
        List<LinearCombination> sums = new ArrayList<>();
        for (int i = 0; i < remainder.size(); i++) {
            sums.add(difference(i, multiple, context.trivial(i == 0 ? 1 : 0)));
        }
        CarryLookaheadSum sum = new CarryLookaheadSum(context, sums, true);
        Round round = context.round();
        List<Round.Lookup> digits = sum.digits(round, 0);
        LinearCombination carry = sum.carryOut().addTo(context.sum(), 1);
        Round.Lookup fits =
                round.lookup(carry.plus(1, multiple.excess.get(remainder.size() - 1)), multiple.fitsUnresolved());
        round.run();
        restore(results(digits, 0), multiple, fits.result());
        return fits.result();
    }

    private ShortintCiphertext stepWithFewBootstraps(Multiple multiple) {
        int last = remainder.size() - 1;
        List<ShortintCiphertext> difference = new ArrayList<>();
        ShortintCiphertext carry = context.trivial(1);
        for (int i = 0; i < last; i++) {
            Round round = context.round();
            Round.Lookup both = round.lookup(difference(i, multiple, carry), DIFFERENCE);
            round.run();
            difference.add(both.result(0));
            carry = both.result(1);
        }
        Round round = context.round();
        LinearCombination top = difference(last, multiple, carry).plus(2, multiple.excess.get(last));
        Round.Lookup answer = round.lookup(top, Round.MESSAGE_ONLY, multiple.fits());
        round.run();
        difference.add(answer.result(0));
        restore(difference, multiple, answer.result(1));
        return answer.result(1);
    }

    private LinearCombination difference(int i, Multiple multiple, ShortintCiphertext carry) {
        return context.sum()
                .plus(remainder.get(i))
                .plusScalar(MESSAGE)
                .otherOperand()
                .minus(multiple.digits.get(i))
                .plus(carry);
    }

    /** Makes the difference the remainder, or restores the previous remainder if the multiple did not fit. */
    private void restore(List<ShortintCiphertext> difference, Multiple multiple, ShortintCiphertext answer) {
        Round round = context.round();
        List<Round.Lookup> lookups = new ArrayList<>();
        for (int i = 0; i < difference.size(); i++) {
            LinearCombination both = context.sum()
                    .plus(remainder.get(i))
                    .minus(difference.get(i))
                    .plusScalar(MESSAGE)
                    .plus(ABOVE_DIFFERENCE / multiple.factor, answer);
            lookups.add(round.lookup(both, RESTORED));
        }
        round.run();
        for (int i = 0; i < difference.size(); i++) {
            LinearCombination digit =
                    context.sum().plusMessage(difference.get(i), lookups.get(i).result());
            remainder.set(i, digit.asBlock(MESSAGE));
        }
    }

    /**
     * For each digit of the divisor, its excess with this digit and twice its excess without, from the top one after
     * the other.
     */
    private List<Round.Lookup> excess() {
        List<Round.Lookup> excess = new ArrayList<>();
        ShortintCiphertext above = context.trivial(0);
        for (ShortintCiphertext digit : divisor.blocks().reversed()) {
            Round round = context.round();
            Round.Lookup lookup = round.lookup(context.sum().plus(digit).plus(above), EXCESS);
            round.run();
            excess.addFirst(lookup);
            above = lookup.result(0);
        }
        return excess;
    }

    private static List<ShortintCiphertext> results(List<Round.Lookup> lookups, int index) {
        return lookups.stream().map(lookup -> lookup.result(index)).toList();
    }

    /** The digits of twice the divisor. */
    private List<ShortintCiphertext> doubled() {
        Round round = context.round();
        List<Round.Lookup> lookups = new ArrayList<>();
        ShortintCiphertext below = context.trivial(0);
        for (ShortintCiphertext digit : divisor.blocks()) {
            lookups.add(round.lookup(context.sum().plus(BASE, digit).plus(below), DOUBLED));
            below = digit;
        }
        round.run();
        return results(lookups, 0);
    }

    /**
     * D or 2D.
     *
     * @param factor 1 or 2
     * @param digits least significant first
     * @param excess at index w, {@link #BASE} if the number has other digits than 0 from position w + 1 on, else 0
     */
    private record Multiple(int factor, List<ShortintCiphertext> digits, List<ShortintCiphertext> excess) {
        LookupTable fits() {
            return FITS.get(factor - 1);
        }

        LookupTable fitsUnresolved() {
            return FITS_UNRESOLVED.get(factor - 1);
        }
    }
}
