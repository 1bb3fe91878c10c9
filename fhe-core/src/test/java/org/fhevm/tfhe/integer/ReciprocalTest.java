package org.fhevm.tfhe.integer;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.fhevm.tfhe.shortint.NoiseModel;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The omitted columns never change a quotient. */
class ReciprocalTest {
    private static final NoiseModel MODEL = new NoiseModel(ToyKeys.shared().serverKey(), 5);
    private static final RadixContext CONTEXT =
            new RadixContext(ToyKeys.shared().serverKey(), MODEL);

    private static void check(Reciprocal reciprocal, BigInteger dividend, int blocks, BigInteger divisor, int digits) {
        RadixCiphertext quotient = reciprocal.quotient(CONTEXT, CONTEXT.trivial(Digits.of(dividend, blocks)));
        BigInteger modulus = BigInteger.ONE.shiftLeft(2 * digits);
        assertThat(MODEL.decrypt(quotient))
                .as("%s / %s, %d digits", dividend, divisor, digits)
                .isEqualTo(dividend.divide(divisor).mod(modulus));
    }

    @Test
    void everyQuotientOfEightBits() {
        int blocks = 4;
        for (int divisor = 3; divisor < 256; divisor++) {
            BigInteger d = BigInteger.valueOf(divisor);
            if (d.bitCount() == 1) {
                continue;
            }
            int digits = Math.max(1, Digits.count(BigInteger.valueOf(255 / divisor)));
            for (int wanted = 1; wanted <= digits; wanted++) {
                Reciprocal reciprocal = Reciprocal.of(d, blocks, wanted);
                for (int dividend = 0; dividend < 256; dividend++) {
                    check(reciprocal, BigInteger.valueOf(dividend), blocks, d, wanted);
                }
            }
        }
    }

    /** Dividends around the jumps of quotients, and those with only large or only small digits. */
    @ParameterizedTest
    @ValueSource(ints = {16, 64, 160, 256})
    void quotientsOfWideNumbersWhereTheyJump(int bits) {
        Random random = new Random(bits);
        BigInteger largest = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
        for (int i = 0; i < 40; i++) {
            BigInteger divisor = new BigInteger(2 + random.nextInt(bits - 2), random).setBit(0);
            if (divisor.bitCount() == 1) {
                continue;
            }
            int digits = Digits.count(largest.divide(divisor));
            Reciprocal reciprocal = Reciprocal.of(divisor, bits / 2, digits);
            check(reciprocal, largest, bits / 2, divisor, digits);
            check(reciprocal, largest.divide(BigInteger.valueOf(3)), bits / 2, divisor, digits);
            for (int j = 0; j < 10; j++) {
                BigInteger multiple =
                        new BigInteger(bits, random).divide(divisor).multiply(divisor);
                check(reciprocal, multiple, bits / 2, divisor, digits);
                if (multiple.signum() > 0) {
                    check(reciprocal, multiple.subtract(BigInteger.ONE), bits / 2, divisor, digits);
                }
            }
        }
    }

    /** Where blocks are known to be small and no carry reaches a column, its sum may be a block of the dividend. */
    @ParameterizedTest
    @ValueSource(ints = {186, 234, 14145})
    void noDigitSharesNoiseWithTheDividend(int divisor) {
        BigInteger d = BigInteger.valueOf(divisor);
        int blocks = 8;
        List<ShortintCiphertext> bits = IntStream.range(0, blocks)
                .mapToObj(i -> Blocks.withDegree(MODEL.encrypt(i & 1), 1))
                .toList();
        int digits = Digits.count(d.subtract(BigInteger.ONE));

        RadixCiphertext quotient = Reciprocal.of(d, blocks, digits).quotient(CONTEXT, new RadixCiphertext(bits));

        for (ShortintCiphertext digit : quotient.blocks()) {
            for (ShortintCiphertext bit : bits) {
                assertThat(Math.abs(NoiseModel.covariance(digit, bit))).isLessThan(0.3);
            }
        }
    }

    @Test
    void aSmallDivisorNeedsFewColumnsBeforeThePoint() {
        Reciprocal reciprocal = Reciprocal.of(BigInteger.TEN, 128, 128);
        assertThat(reciprocal.fraction()).isLessThan(10);
        assertThat(reciprocal.product().columns().count()).isEqualTo(reciprocal.fraction() + 128);
    }

    /** A fifth of five blocks: with a point two digits later, two columns fewer are enough. */
    @Test
    void theCheapestPointIsTaken() {
        Reciprocal reciprocal = Reciprocal.of(BigInteger.valueOf(5), 5, 4);
        assertThat(reciprocal.fraction()).isEqualTo(3);
        assertThat(reciprocal.product().columns().count()).isEqualTo(7);
    }

    @Test
    void allColumnsAreTakenIfNoneCanBeOmitted() {
        Reciprocal reciprocal = Reciprocal.of(BigInteger.valueOf(13), 3, 2);
        assertThat(reciprocal.product().columns().first()).isZero();
    }
}
