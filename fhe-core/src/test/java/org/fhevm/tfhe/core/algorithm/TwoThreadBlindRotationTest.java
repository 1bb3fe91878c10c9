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

    /** Enough for kernels that are not compiled yet. */
    private static final long PATIENCE_NANOS = 50_000_000;

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
            TwoThreadBlindRotation rotation = new TwoThreadBlindRotation(KEY, space);
            Thread helper = helperOf(rotation);
            int reached = rotation.lead(exponents, accumulator);
            if (reached == exponents.length) {
                shared++;
            } else {
                rotateFrom(reached, accumulator);
                space = new TwoThreadBlindRotation.WorkSpace(KEY);
            }
            assertThat(accumulator).isEqualTo(alone);
            assertThat(helper.join(Duration.ofSeconds(30))).isTrue();
        }
    }

    @Test
    void givesUpWhenNoHelperComes() {
        prepare();
        long[] before = accumulator.clone();
        TwoThreadBlindRotation rotation = new TwoThreadBlindRotation(KEY, new TwoThreadBlindRotation.WorkSpace(KEY));

        assertThat(rotation.lead(exponents, accumulator)).isZero();

        assertThat(accumulator).isEqualTo(before);
        rotation.help(); // too late: it returns at once
    }

    @Test
    void givesUpWhenTheHelperFallsAsleep() {
        prepare();
        long[] before = accumulator.clone();
        TwoThreadBlindRotation rotation = new TwoThreadBlindRotation(KEY, new TwoThreadBlindRotation.WorkSpace(KEY));
        rotation.join();

        assertThat(rotation.lead(exponents, accumulator)).isZero();

        assertThat(accumulator).isEqualTo(before);
    }

    /** Helpers that stop after any number of steps; the leader continues from a state that both threads have saved. */
    @Test
    void continuesAloneWhenTheHelperStops() throws InterruptedException {
        assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
        int resumed = 0;
        for (int stop = 0; stop < exponents.length; stop += 9) {
            prepare();
            long[] alone = rotatedOnOneThread();
            TwoThreadBlindRotation rotation =
                    new TwoThreadBlindRotation(KEY, new TwoThreadBlindRotation.WorkSpace(KEY, 2), PATIENCE_NANOS);
            Thread helper = helperOf(rotation, stop);

            int reached = rotation.lead(exponents, accumulator);

            assertThat(helper.join(Duration.ofSeconds(30))).isTrue();
            resumed += reached > 0 && reached < exponents.length ? 1 : 0;
            rotateFrom(reached, accumulator);
            assertThat(accumulator)
                    .as("a helper that stops after %d steps", stop)
                    .isEqualTo(alone);
        }
        assertThat(resumed).isPositive();
    }

    @Test
    void servesOnce() {
        TwoThreadBlindRotation rotation = new TwoThreadBlindRotation(KEY, new TwoThreadBlindRotation.WorkSpace(KEY));
        assertThat(rotation.lead(exponents, accumulator)).isZero();
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
        return helperOf(rotation, Integer.MAX_VALUE);
    }

    private static Thread helperOf(TwoThreadBlindRotation rotation, int maximumSteps) throws InterruptedException {
        CountDownLatch joined = new CountDownLatch(1);
        Thread helper = Thread.ofPlatform().daemon().start(() -> {
            rotation.join();
            joined.countDown();
            rotation.help(maximumSteps);
        });
        joined.await();
        return helper;
    }

    private long[] rotatedOnOneThread() {
        long[] rotated = accumulator.clone();
        rotateFrom(0, rotated);
        return rotated;
    }

    private void rotateFrom(int from, long[] words) {
        BlindRotation.rotateFrom(
                KEY, from, new int[][] {exponents}, new long[][] {words}, 1, new BlindRotation.Scratch(KEY));
    }

    /** Random exponents, some of them 0: the rotation skips such steps. */
    private void prepare() {
        Arrays.setAll(accumulator, i -> random.nextLong());
        Arrays.setAll(exponents, i -> random.nextInt(4) == 0 ? 0 : random.nextInt(2 * KEY.polynomialSize()));
    }
}
