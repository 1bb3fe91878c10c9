package org.fhevm.tfhe.integer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SignedDigitsTest {
    private static final int PLACES = 5;

    private static BigInteger value(int[] digits) {
        BigInteger value = BigInteger.ZERO;
        for (int place = digits.length - 1; place >= 0; place--) {
            value = value.shiftLeft(2).add(BigInteger.valueOf(digits[place]));
        }
        return value;
    }

    private static double cost(int[] digits, SignedDigits.Cost cost) {
        double sum = 0;
        for (int place = 0; place < digits.length; place++) {
            sum += digits[place] == 0 ? 0 : cost.of(place, Math.abs(digits[place]));
        }
        return sum;
    }

    @Test
    void standForTheNumberModuloThePositions() {
        BigInteger modulus = BigInteger.ONE.shiftLeft(2 * PLACES);
        for (int number = 0; number < 1 << 2 * PLACES; number++) {
            BigInteger wanted = BigInteger.valueOf(number);
            int[] digits = SignedDigits.of(Digits.of(wanted, PLACES), (place, magnitude) -> magnitude);
            assertThat(digits).hasSize(PLACES);
            assertThat(Arrays.stream(digits).allMatch(digit -> Math.abs(digit) <= 2))
                    .isTrue();
            assertThat(value(digits).mod(modulus)).isEqualTo(wanted);
        }
    }

    @Test
    void standForTheNumberItselfIfThereIsAPositionToSpare() {
        for (int number = 0; number < 1 << 2 * (PLACES - 1); number++) {
            BigInteger wanted = BigInteger.valueOf(number);
            int[] digits = SignedDigits.of(Digits.of(wanted, PLACES), (place, magnitude) -> 7 - place);
            assertThat(value(digits)).isEqualTo(wanted);
        }
    }

    /** Compares with all ways to write the number with these digits. */
    @Test
    void areTheCheapest() {
        SignedDigits.Cost cost = (place, magnitude) -> (PLACES - place) * (magnitude == 2 ? 1.7 : 1);
        int modulus = 1 << 2 * PLACES;
        double[] cheapest = new double[modulus];
        Arrays.fill(cheapest, Double.POSITIVE_INFINITY);
        int ways = (int) Math.pow(5, PLACES);
        for (int way = 0; way < ways; way++) {
            int[] digits = new int[PLACES];
            for (int place = 0, rest = way; place < PLACES; place++, rest /= 5) {
                digits[place] = rest % 5 - 2;
            }
            int number = Math.floorMod(value(digits).intValueExact(), modulus);
            cheapest[number] = Math.min(cheapest[number], cost(digits, cost));
        }
        for (int number = 0; number < modulus; number++) {
            int[] digits = SignedDigits.of(Digits.of(BigInteger.valueOf(number), PLACES), cost);
            assertThat(cost(digits, cost)).as("%d", number).isCloseTo(cheapest[number], within(1e-9));
        }
    }
}
