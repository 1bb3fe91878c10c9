package org.fhevm.tfhe.core.algorithm;

import java.util.Arrays;
import java.util.Random;
import org.fhevm.tfhe.core.entity.FourierLweBootstrapKey;
import org.fhevm.tfhe.core.entity.PreparedBootstrapKey;
import org.fhevm.tfhe.parameters.Decomposition;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The hand-over between the two threads of a {@link TwoThreadBlindRotation}.
 *
 * <p>What must hold, however their steps interleave:
 *
 * <ul>
 *   <li>A rotation that both threads complete gives exactly the result of one thread: each thread reads the exponents
 *       and the digits of the other only after they are published, and overwrites digits only after the other has read
 *       them.
 *   <li>A rotation that the leader gives up and continues alone gives the same result, even while a late helper works.
 *   <li>Once a rotation is complete, the helper no longer writes to the work space: the next rotation may use it.
 *   <li>A helper that waits for its leader ends when the rotation is cancelled.
 * </ul>
 *
 * <p>Polynomials are tiny, so that a step takes little longer than publishing it.
 */
public final class TwoThreadBlindRotationStress {
    private static final int STEPS = 6;
    private static final int POLYNOMIAL_SIZE = 64;
    private static final PreparedBootstrapKey KEY = key();
    private static final int[] EXPONENTS = {3, 0, 70, 127, 1, 64};
    private static final long[] START = start();
    private static final long[] ONCE = rotated(START);
    private static final long[] TWICE = rotated(ONCE);

    private TwoThreadBlindRotationStress() {}

    private static PreparedBootstrapKey key() {
        double[] values =
                new Random(1).doubles(4L * STEPS * POLYNOMIAL_SIZE, -1, 1).toArray();
        return PreparedBootstrapKey.of(
                new FourierLweBootstrapKey(STEPS, 1, POLYNOMIAL_SIZE, new Decomposition(23, 1), values));
    }

    private static long[] start() {
        Random random = new Random(2);
        long[] accumulator = BlindRotation.newAccumulator(KEY);
        Arrays.setAll(accumulator, i -> random.nextLong());
        return accumulator;
    }

    private static long[] rotated(long[] accumulator) {
        long[] rotated = accumulator.clone();
        rotateFrom(0, rotated);
        return rotated;
    }

    private static void rotateFrom(int from, long[] accumulator) {
        BlindRotation.rotateFrom(
                KEY, from, new int[][] {EXPONENTS}, new long[][] {accumulator}, 1, new BlindRotation.Scratch(KEY));
    }

    /** Leads a rotation and continues alone if need be; false if it had to. */
    private static boolean lead(TwoThreadBlindRotation rotation, long[] accumulator) {
        int reached = rotation.lead(EXPONENTS, accumulator);
        rotateFrom(reached, accumulator);
        return reached == EXPONENTS.length;
    }

    private static String describe(long[] accumulator) {
        if (Arrays.equals(accumulator, START)) {
            return "unchanged";
        }
        if (Arrays.equals(accumulator, ONCE)) {
            return "rotated";
        }
        return Arrays.equals(accumulator, TWICE) ? "rotated twice" : "damaged";
    }

    /** One rotation. */
    @JCStressTest
    @Outcome(id = "led, rotated", expect = Expect.ACCEPTABLE, desc = "Both threads have rotated.")
    @Outcome(id = "gave up, rotated", expect = Expect.ACCEPTABLE, desc = "The helper came late or was slow.")
    @State
    public static class HandOver {
        private final TwoThreadBlindRotation rotation =
                new TwoThreadBlindRotation(KEY, new TwoThreadBlindRotation.WorkSpace(KEY, 2));
        private final long[] accumulator = START.clone();
        private boolean led;

        @Actor
        public void leader() {
            led = lead(rotation, accumulator);
        }

        @Actor
        public void helper() {
            rotation.help();
        }

        @Arbiter
        public void outcome(L_Result result) {
            result.r1 = (led ? "led, " : "gave up, ") + describe(accumulator);
        }
    }

    /** Two rotations of one accumulator in one work space, the second only after a complete one. */
    @JCStressTest
    @Outcome(id = "led both, rotated twice", expect = Expect.ACCEPTABLE, desc = "Both threads have rotated twice.")
    @Outcome(
            id = "gave up the second, rotated twice",
            expect = Expect.ACCEPTABLE,
            desc = "The helper was slow at last.")
    @Outcome(id = "gave up, rotated", expect = Expect.ACCEPTABLE, desc = "The helper came late or was slow.")
    @State
    public static class WorkSpaceReuse {
        private final TwoThreadBlindRotation.WorkSpace space = new TwoThreadBlindRotation.WorkSpace(KEY, 2);
        private final TwoThreadBlindRotation first = new TwoThreadBlindRotation(KEY, space);
        private final TwoThreadBlindRotation second = new TwoThreadBlindRotation(KEY, space);
        private final long[] accumulator = START.clone();
        private String led = "gave up, ";

        @Actor
        public void leader() {
            if (lead(first, accumulator)) {
                led = lead(second, accumulator) ? "led both, " : "gave up the second, ";
            }
            second.cancel();
        }

        @Actor
        public void helper() {
            first.help();
            second.help();
        }

        @Arbiter
        public void outcome(L_Result result) {
            result.r1 = led + describe(accumulator);
        }
    }

    /** A helper without a leader. */
    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = Expect.ACCEPTABLE, desc = "The helper has ended.")
    @Outcome(id = "STALE", expect = Expect.FORBIDDEN, desc = "The helper waits forever.")
    @State
    public static class Cancellation {
        private final TwoThreadBlindRotation rotation =
                new TwoThreadBlindRotation(KEY, new TwoThreadBlindRotation.WorkSpace(KEY));

        @Actor
        public void helper() {
            rotation.help();
        }

        @Signal
        public void cancel() {
            rotation.cancel();
        }
    }
}
