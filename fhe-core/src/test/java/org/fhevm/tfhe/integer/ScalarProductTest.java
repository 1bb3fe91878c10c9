package org.fhevm.tfhe.integer;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.fhevm.tfhe.executor.BootstrapCounter;
import org.fhevm.tfhe.executor.CountingExecutor;
import org.fhevm.tfhe.shortint.NoiseModel;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Test;

/** Products with scalars and divisions by them: values, and the choice of the cheaper way. */
class ScalarProductTest {
    private final NoiseModel model = new NoiseModel(ToyKeys.shared().serverKey(), 41);
    private final BootstrapCounter counter = new BootstrapCounter();
    private final RadixContext context =
            new RadixContext(ToyKeys.shared().serverKey(), new CountingExecutor(model, counter));

    @Test
    void isTheProductModuloTheWidth() {
        Random random = new Random(7);
        for (int blocks : new int[] {1, 2, 5, 16}) {
            BigInteger everySecondDigitTwo = Digits.toInteger(twos(blocks + 1, Math.ceilDiv(blocks, 2)));
            for (BigInteger scalar : new BigInteger[] {
                everySecondDigitTwo,
                everySecondDigitTwo.subtract(BigInteger.ONE),
                new BigInteger(2 * blocks, random),
                BigInteger.ZERO
            }) {
                BigInteger number = new BigInteger(2 * blocks, random);
                RadixCiphertext product = Multiplication.multiplyScalar(
                        context, model.encrypt(number, blocks), Digits.of(scalar, blocks));
                assertThat(model.decrypt(product))
                        .as("%s * %s", number, scalar)
                        .isEqualTo(number.multiply(scalar).mod(Digits.power(blocks)));
            }
        }
        assertThat(model.largestNoise()).isLessThan(10 * 1.15);
    }

    /** Doubling 16 blocks takes 16 bootstraps, and saves half of the room of each digit 2 that cannot be recoded. */
    @Test
    void doublesTheNumberForManyDigitsOfTwo() {
        ScalarProduct.Columns columns = new ScalarProduct.Columns(0, 16);
        assertThat(ScalarProduct.of(twos(16, 8), 16, columns).doubles()).isTrue();
        assertThat(ScalarProduct.of(twos(16, 2), 16, columns).doubles()).isFalse();
        ScalarProduct ofOneBlock = ScalarProduct.of(twos(16, 8), 1, columns);
        assertThat(ofOneBlock.doubles()).isFalse();
    }

    /** The double of a number has one block more than the number. */
    @Test
    void boundsWhatOmittedColumnsHold() {
        ScalarProduct.Columns columns = new ScalarProduct.Columns(9, 3);
        BigInteger ofDouble = new ScalarProduct(new int[] {2}, true, columns).leftOut(1, 4);
        BigInteger ofNumber = new ScalarProduct(new int[] {1}, true, columns).leftOut(1, 4);
        assertThat(ofDouble).isEqualTo(Digits.power(5).subtract(BigInteger.ONE));
        assertThat(ofNumber).isEqualTo(Digits.power(4).subtract(BigInteger.ONE));
    }

    @Test
    void dividesByAMultipleOfFourAsCheaplyAsTheUpperBlocksByAQuarter() {
        RadixCiphertext four = model.encrypt(BigInteger.valueOf(0xe7), 4);
        RadixCiphertext three = new RadixCiphertext(four.blocks().subList(1, 4));

        RadixCiphertext byTwelve = ScalarDivision.divide(context, four, Digits.of(BigInteger.valueOf(12), 4));
        long bootstraps = counter.bootstraps();
        RadixCiphertext byThree = ScalarDivision.divide(context, three, Digits.of(BigInteger.valueOf(3), 3));

        assertThat(model.decrypt(byTwelve)).isEqualTo(model.decrypt(byThree)).isEqualTo(0xe7 / 12);
        assertThat(counter.bootstraps()).isEqualTo(2 * bootstraps);
    }

    /** The scalar with the digit 2 at every second position. */
    private static int[] twos(int positions, int count) {
        int[] digits = new int[positions];
        for (int i = 0; i < count; i++) {
            digits[2 * i] = 2;
        }
        return digits;
    }
}
