package org.fhevm.tfhe.integer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.fhevm.tfhe.executor.BootstrapCounter;
import org.fhevm.tfhe.executor.CountingExecutor;
import org.fhevm.tfhe.shortint.NoiseModel;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CarrySaveSumTest {
    private final NoiseModel model = new NoiseModel(ToyKeys.shared().serverKey(), 11);
    private final BootstrapCounter counter = new BootstrapCounter();
    private final RadixContext context =
            new RadixContext(ToyKeys.shared().serverKey(), new CountingExecutor(model, counter));
    private BigInteger expected = BigInteger.ZERO;

    @BeforeEach
    void startFromZero() {
        expected = BigInteger.ZERO;
    }

    private void add(CarrySaveSum sum, int column, int weight, ShortintCiphertext block) {
        sum.add(column, weight, block);
        expect(column, weight * model.decrypt(block));
    }

    private void expect(int column, int value) {
        expected = expected.add(BigInteger.valueOf(value).shiftLeft(2 * column));
    }

    private void checkFinished(CarrySaveSum sum, int columns, int firstWanted) {
        RadixCiphertext result = sum.finish();
        assertThat(result.blockCount()).isEqualTo(columns - firstWanted);
        assertThat(model.decrypt(result))
                .isEqualTo(expected.mod(BigInteger.ONE.shiftLeft(2 * columns)).shiftRight(2 * firstWanted));
        assertThat(model.largestNoise()).isLessThan(10 * 1.15);
        for (ShortintCiphertext block : result.blocks()) {
            assertThat(block.degree()).isLessThanOrEqualTo(3);
            assertThat(model.decrypt(block)).isBetween(0, block.degree());
            assertThat(model.noise(block)).isLessThanOrEqualTo(1);
        }
    }

    @ParameterizedTest(name = "{0} columns of about {1} terms, the first {2} unwanted")
    @CsvSource({"1, 30, 0", "2, 1, 0", "3, 5, 1", "8, 12, 0", "8, 60, 7", "20, 200, 3", "40, 2, 0"})
    void isTheSumOfItsTerms(int columns, int terms, int firstWanted) {
        for (Strategy strategy : Strategy.values()) {
            checkRandomSums(columns, terms, firstWanted, strategy);
        }
    }

    private void checkRandomSums(int columns, int terms, int firstWanted, Strategy strategy) {
        Random random = new Random(columns);
        for (int run = 0; run < 20; run++) {
            startFromZero();
            CarrySaveSum sum = new CarrySaveSum(context, columns, firstWanted, strategy);
            for (int i = 0; i < columns * terms; i++) {
                int column = random.nextInt(columns + 1);
                int weight = random.nextInt(5) - 2;
                switch (random.nextInt(4)) {
                    case 0 -> add(sum, column, weight, model.encryptBoolean(random.nextBoolean()));
                    case 1 -> add(sum, column, weight, context.trivial(random.nextInt(4)));
                    default -> add(sum, column, weight, model.encrypt(random.nextInt(4)));
                }
                if (i % 7 == 0) {
                    int scalar = random.nextInt(400) - 200;
                    sum.addScalar(column, scalar);
                    expect(column, scalar);
                }
                if (i % 5 == 0) {
                    Round round = context.round();
                    sum.request(round);
                    round.run();
                    sum.receive();
                }
            }
            checkFinished(sum, columns, firstWanted);
        }
    }

    @Test
    void isRightWhenEveryTermIsAtItsLargestOrItsSmallest() {
        for (int value : new int[] {0, 3}) {
            for (int weight : new int[] {-2, -1, 1, 2}) {
                startFromZero();
                CarrySaveSum sum = new CarrySaveSum(context, 6, 0, Strategy.FEWEST_BOOTSTRAPS);
                for (int column = 0; column < 6; column++) {
                    for (int i = 0; i < 50; i++) {
                        add(sum, column, weight, model.encrypt(value));
                    }
                }
                checkFinished(sum, 6, 0);
            }
        }
    }

    @Test
    void aSingleBlockNeedsNoBootstrap() {
        CarrySaveSum sum = new CarrySaveSum(context, 3, 0, Strategy.FEWEST_BOOTSTRAPS);
        ShortintCiphertext block = model.encrypt(2);
        add(sum, 1, 1, block);
        checkFinished(sum, 3, 0);
        assertThat(counter.bootstraps()).isZero();
    }

    @Test
    void nothingAddedIsZero() {
        checkFinished(new CarrySaveSum(context, 4, 1, Strategy.FEWEST_BOOTSTRAPS), 4, 1);
        assertThat(counter.bootstraps()).isZero();
    }

    @Test
    void aTermTooLargeForAnySumIsRefused() {
        CarrySaveSum sum = new CarrySaveSum(context, 2, 0, Strategy.FEWEST_BOOTSTRAPS);
        assertThatThrownBy(() -> sum.add(0, 6, model.encrypt(0))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sum.add(0, 3, model.encryptBoolean(true)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
