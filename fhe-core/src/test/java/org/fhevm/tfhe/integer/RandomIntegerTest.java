package org.fhevm.tfhe.integer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.executor.InlineExecutor;
import org.fhevm.tfhe.math.random.Seed;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.fhevm.tfhe.testing.KeySets;
import org.fhevm.tfhe.testing.TestVectors;
import org.fhevm.tfhe.testing.VectorCase;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Random integers equal those that tfhe-rs 0.9.1 draws with the same keys and seeds. */
class RandomIntegerTest {
    /** The seed of {@code intermediates/random_U8_masks}. */
    private static final Seed RECORDED_SEED = new Seed(0x0102030405060708L, 0x090a0b0c0d0e0f10L);

    static Stream<VectorCase> toyDraws() {
        return TestVectors.toy().cases("random/manifest.json").stream();
    }

    @ParameterizedTest
    @MethodSource("toyDraws")
    void decryptToTheDrawsOfTfheRs(VectorCase entry) {
        check(KeySets.toy(), new InlineExecutor(8), entry);
    }

    @Test
    @Tag("real")
    void decryptToTheDrawsOfTfheRsAtTheRealParameters() {
        KeySets keys = KeySets.real();
        try (FhePool pool = new FhePool(Runtime.getRuntime().availableProcessors())) {
            for (VectorCase entry : keys.files().cases("random/manifest.json")) {
                check(keys, pool, entry);
            }
        }
    }

    private static void check(KeySets keys, BootstrapExecutor executor, VectorCase entry) {
        RadixContext context = new RadixContext(keys.serverKey(), executor);
        int bits = entry.integer("random_bits");
        String type = entry.text("type");
        int blocks = type.equals("bool") ? 1 : Integer.parseInt(type.substring(1)) / 2;
        RadixCiphertext drawn = RandomInteger.generate(context, seed(entry.hex("seed")), bits, blocks);
        assertThat(new Decryptor(keys.clientKey()).decrypt(drawn))
                .as("%s", entry)
                .isEqualTo(entry.hex("result"));
        assertThat(drawn.blocks()).hasSize(blocks);
        for (int i = 0; i < blocks; i++) {
            int left = Math.clamp(bits - 2 * i, 0, 2);
            assertThat(drawn.blocks().get(i).degree())
                    .as("degree of block %d", i)
                    .isEqualTo((1 << left) - 1);
        }
    }

    private static Seed seed(BigInteger value) {
        return new Seed(value.shiftRight(64).longValue(), value.longValue());
    }

    /** Records the jobs that it has run. */
    private static final class Recorder implements BootstrapExecutor {
        private final List<BootstrapJob> jobs = new ArrayList<>();

        @Override
        public void run(ServerKey key, List<BootstrapJob> round) {
            jobs.addAll(round);
            new InlineExecutor(8).run(key, round);
        }

        @Override
        public int idleThreads() {
            return 1;
        }

        @Override
        public <T> T call(Callable<T> computation) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void masksAreThoseOfTfheRs() {
        long[] masks = TestVectors.toy().words("intermediates/random_U8_masks.u64");
        Recorder recorder = new Recorder();
        RandomInteger.generate(new RadixContext(KeySets.toy().serverKey(), recorder), RECORDED_SEED, 8, 4);
        assertThat(recorder.jobs).hasSize(4);
        for (int i = 0; i < 4; i++) {
            long[] input = recorder.jobs.get(i).input();
            assertThat(input).hasSize(38);
            assertThat(input[37]).as("body").isZero();
            for (int j = 0; j < 37; j++) {
                assertThat(input[j]).as("block %d, word %d", i, j).isEqualTo(masks[37 * i + j]);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, dcb972cc970f3812, 87274d88cbcecb07, 1cb8956d5ea4ccf6",
        "1, 6ba829da43716c24, 1fdb239625d4b799, dce9cfdb534fc9b7",
        "102030405060708090a0b0c0d0e0f10, 341cc3382351a905, 4e3401f508a00e64, 11e3cb576e8dd8bd"
    })
    void masksBeginAsComputedElsewhere(String seed, String first, String second, String third) {
        Recorder recorder = new Recorder();
        RadixContext context = new RadixContext(KeySets.toy().serverKey(), recorder);
        RandomInteger.generate(context, seed(new BigInteger(seed, 16)), 2, 1);
        long[] input = recorder.jobs.getFirst().input();
        assertThat(input)
                .startsWith(
                        Long.parseUnsignedLong(first, 16),
                        Long.parseUnsignedLong(second, 16),
                        Long.parseUnsignedLong(third, 16));
    }

    @Test
    void widerDrawsWithOneSeedHaveTheSameLowBits() {
        KeySets keys = KeySets.toy();
        RadixContext context = new RadixContext(keys.serverKey(), new InlineExecutor(8));
        Decryptor decryptor = new Decryptor(keys.clientKey());
        Seed seed = new Seed(5, 6);
        BigInteger wide = decryptor.decrypt(RandomInteger.generate(context, seed, 256, 128));
        for (int bits = 0; bits <= 256; bits += 2) {
            BigInteger narrow = decryptor.decrypt(RandomInteger.generate(context, seed, bits, 128));
            assertThat(narrow).isEqualTo(wide.mod(BigInteger.TWO.pow(bits)));
        }
    }

    /** The tolerance: with 4000 draws of each a share is off by more than 0.05 once in a billion times. */
    @Test
    void allValuesComeEquallyOften() {
        KeySets keys = KeySets.toy();
        RadixContext context = new RadixContext(keys.serverKey(), new InlineExecutor(8));
        Decryptor decryptor = new Decryptor(keys.clientKey());
        int draws = 4000;
        for (int bits = 1; bits <= 2; bits++) {
            int[] counts = new int[1 << bits];
            for (int i = 0; i < draws; i++) {
                RadixCiphertext drawn = RandomInteger.generate(context, new Seed(i, bits), bits, 1);
                ShortintCiphertext block = drawn.blocks().getFirst();
                counts[decryptor.decryptBlock(block)]++;
            }
            for (int count : counts) {
                assertThat(count / (double) draws).isCloseTo(1.0 / counts.length, within(0.05));
            }
        }
    }
}
