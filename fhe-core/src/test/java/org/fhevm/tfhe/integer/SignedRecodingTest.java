package org.fhevm.tfhe.integer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.executor.BootstrapCounter;
import org.fhevm.tfhe.executor.CountingExecutor;
import org.fhevm.tfhe.shortint.NoiseModel;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Test;

class SignedRecodingTest {
    private static final NoiseModel MODEL = new NoiseModel(ToyKeys.shared().serverKey(), 3);

    private final BootstrapCounter counter = new BootstrapCounter();
    private final RadixContext context =
            new RadixContext(ToyKeys.shared().serverKey(), new CountingExecutor(MODEL, counter));

    @Test
    void standsForTheNumberModuloItsWidth() {
        int blocks = 4;
        for (int number = 0; number < 1 << 2 * blocks; number++) {
            for (int trivial = 0; trivial < 1 << blocks; trivial++) {
                List<ShortintCiphertext> value = new ArrayList<>();
                for (int i = 0; i < blocks; i++) {
                    int digit = number >> 2 * i & 3;
                    value.add((trivial >> i & 1) == 1 ? context.trivial(digit) : MODEL.encrypt(digit));
                }
                int sum = 0;
                int weight = 1;
                for (ShortintCiphertext digit : recoded(value)) {
                    assertThat(MODEL.decrypt(digit)).isBetween(0, digit.degree());
                    sum += weight * (MODEL.decrypt(digit) - SignedRecoding.ZERO);
                    weight *= 4;
                }
                assertThat(Math.floorMod(sum, weight))
                        .as("%d, trivial blocks %d", number, trivial)
                        .isEqualTo(number);
            }
        }
    }

    @Test
    void aKnownBlockThatIsADigitWhateverTheCarryNeedsNoBootstrap() {
        recoded(List.of(MODEL.encrypt(3), context.trivial(1), context.trivial(2)));
        assertThat(counter.bootstraps())
                .as("for the first block; after the second there is no carry")
                .isEqualTo(1);

        recoded(List.of(MODEL.encrypt(3), context.trivial(2), context.trivial(0)));
        assertThat(counter.bootstraps())
                .as("for two blocks, and a digit of only a carry is known")
                .isEqualTo(1 + 2);
    }

    private List<ShortintCiphertext> recoded(List<ShortintCiphertext> blocks) {
        SignedRecoding recoding = new SignedRecoding(context, new RadixCiphertext(blocks));
        List<ShortintCiphertext> digits = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Round round = context.round();
            recoding.request(round);
            round.run();
            recoding.receive();
            digits.add(recoding.digit(i));
        }
        return digits;
    }
}
