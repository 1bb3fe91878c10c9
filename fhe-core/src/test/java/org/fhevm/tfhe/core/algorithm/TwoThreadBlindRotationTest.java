package org.fhevm.tfhe.core.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.fhevm.tfhe.core.entity.PreparedBootstrapKey;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Compares a rotation on two threads with the same rotation on one. */
@Timeout(60)
class TwoThreadBlindRotationTest {
    private static final PreparedBootstrapKey KEY = ToyKeys.shared().serverKey().bootstrapKey();

    private final Random random = new Random(3);
    private final long[] accumulator = BlindRotation.newAccumulator(KEY);
    private final int[] exponents = new int[KEY.inputDimension()];

    @Test
    void givesTheResultOfOneThread() throws InterruptedException {
        assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
        TwoThreadBlindRotation.WorkSpace space = new TwoThreadBlindRotation.WorkSpace(KEY);
        int shared = 0;
        // On a busy machine some of them fail.
        while (shared < 50) {
            prepare();
            long[] alone = rotatedOnOneThread();
            long[] before = accumulator.clone();
            TwoThreadBlindRotation rotation = new TwoThreadBlindRotation(KEY, space);
            Thread helper = helperOf(rotation);
            if (rotation.lead(exponents, accumulator)) {
                shared++;
                assertThat(accumulator).isEqualTo(alone);
            } else {
                assertThat(accumulator).isEqualTo(before);
                space = new TwoThreadBlindRotation.WorkSpace(KEY);
            }
            assertThat(helper.join(Duration.ofSeconds(30))).isTrue();
        }
    }

    @Test
    void givesUpWhenNoHelperComes() {
        prepare();
        long[] before = accumulator.clone();
        TwoThreadBlindRotation rotation = new TwoThreadBlindRotation(KEY, new TwoThreadBlindRotation.WorkSpace(KEY));

        assertThat(rotation.lead(exponents, accumulator)).isFalse();

        assertThat(accumulator).isEqualTo(before);
        rotation.help(); // too late: it returns at once
    }

    @Test
    void givesUpWhenTheHelperFallsAsleep() {
        prepare();
        long[] before = accumulator.clone();
        TwoThreadBlindRotation rotation = new TwoThreadBlindRotation(KEY, new TwoThreadBlindRotation.WorkSpace(KEY));
        rotation.join();

        assertThat(rotation.lead(exponents, accumulator)).isFalse();

        assertThat(accumulator).isEqualTo(before);
    }

    @Test
    void servesOnce() {
        TwoThreadBlindRotation rotation = new TwoThreadBlindRotation(KEY, new TwoThreadBlindRotation.WorkSpace(KEY));
        assertThat(rotation.lead(exponents, accumulator)).isFalse();
        assertThatThrownBy(() -> rotation.lead(exponents, accumulator)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void letsTheHelperGoWhenThereIsNoRotation() throws InterruptedException {
        TwoThreadBlindRotation rotation = new TwoThreadBlindRotation(KEY, new TwoThreadBlindRotation.WorkSpace(KEY));
        Thread helper = helperOf(rotation);
        assertThat(helper.isAlive()).isTrue();

        rotation.cancel();

        assertThat(helper.join(Duration.ofSeconds(30))).isTrue();
    }

    /** A thread that has joined the rotation, and helps. */
    private static Thread helperOf(TwoThreadBlindRotation rotation) throws InterruptedException {
        CountDownLatch joined = new CountDownLatch(1);
        Thread helper = Thread.ofPlatform().daemon().start(() -> {
            rotation.join();
            joined.countDown();
            rotation.help();
        });
        joined.await();
        return helper;
    }

    private long[] rotatedOnOneThread() {
        long[] rotated = accumulator.clone();
        BlindRotation.rotate(KEY, new int[][] {exponents}, new long[][] {rotated}, 1, new BlindRotation.Scratch(KEY));
        return rotated;
    }

    /** Random exponents, some of them 0: the rotation skips such steps. */
    private void prepare() {
        Arrays.setAll(accumulator, i -> random.nextLong());
        Arrays.setAll(exponents, i -> random.nextInt(4) == 0 ? 0 : random.nextInt(2 * KEY.polynomialSize()));
    }
}
