package org.fhevm.tfhe.core.algorithm;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.fhevm.tfhe.core.entity.PreparedBootstrapKey;
import org.fhevm.tfhe.math.fft.NegacyclicTransform;
import org.fhevm.tfhe.math.simd.TransformKernels;

/**
 * One blind rotation on two threads, for a bootstrap that waits alone. Each thread owns one of the two polynomials of
 * the accumulator. In every step each thread transforms the digits of its own polynomial, waits for those of the other,
 * and multiplies both by its column of the GGSW. The result equals that of {@link BlindRotation#rotate} bit by bit.
 *
 * <p>A step takes microseconds, so the threads spin instead of sleeping. A thread without a processor would delay the
 * other one a thousandfold: in that case the leader gives up and continues alone. It cannot know how far the helper's
 * polynomial has come, so both threads save their polynomials every few steps, and the leader continues from the last
 * state that both are known to have saved.
 *
 * <p>An instance serves one rotation. A {@link WorkSpace} serves one rotation after the other.
 */
public final class TwoThreadBlindRotation {
    /** Spins before checking the clock or yielding. */
    private static final int SPINS = 1 << 8;

    /** Limit of one wait of the leader: about twenty steps. */
    private static final long MAXIMUM_WAIT_NANOS = 200_000;

    /**
     * A helper waits this long before it offers its processor to others: longer than any keyswitch, which its leader
     * computes first. If other threads want the processor, a helper that yields does not get it back in time.
     */
    private static final long YIELDS_AFTER_NANOS = 20_000_000;

    private static final int LEADER = 0;
    private static final int HELPER = 1;

    /**
     * Stride between progress counters, so that each has its own cache line (also apart from the array's length field).
     */
    private static final int STRIDE = 32;

    /**
     * Progress of a thread that has started; one more after each step, {@link #DONE} at the end, 0 before the start.
     */
    private static final int STARTED = 1;

    private static final int DONE = Integer.MAX_VALUE;

    private final WorkSpace space;
    private final AtomicIntegerArray progress = new AtomicIntegerArray(4 * STRIDE);
    private final PreparedBootstrapKey key;
    private final long maximumWaitNanos;
    private final int[] resumption = new int[2];
    private volatile boolean cancelled;
    private int[] exponents = {};

    /**
     * @param key a key that {@link #isPossible} accepts
     * @param space work space for the polynomial size of the key; no other rotation uses it any more
     */
    public TwoThreadBlindRotation(PreparedBootstrapKey key, WorkSpace space) {
        this(key, space, MAXIMUM_WAIT_NANOS);
    }

    /** @param maximumWaitNanos limit of one wait of the leader */
    TwoThreadBlindRotation(PreparedBootstrapKey key, WorkSpace space, long maximumWaitNanos) {
        this.key = key;
        this.space = space;
        this.maximumWaitNanos = maximumWaitNanos;
    }

    /** Whether accumulators under this key have two polynomials, and external products two rows. */
    public static boolean isPossible(PreparedBootstrapKey key) {
        return key.glweDimension() == 1 && key.digits().levelCount() == 1;
    }

    /**
     * Rotates an accumulator under the key, together with the thread in {@link #help}.
     *
     * @param exponents as for {@link BlindRotation#rotate}
     * @param accumulator read and written
     * @return the number of exponents that the accumulator has been rotated by, from the first one on: all, or fewer if
     *     no helper came in time or if it was too slow. Then the caller continues with {@link
     *     BlindRotation#rotateFrom}, and the work space must not be used again, since a late helper may still write to
     *     it.
     * @throws IllegalStateException if this rotation was led or cancelled before
     */
    public int lead(int[] exponents, long[] accumulator) {
        if (cancelled) {
            throw new IllegalStateException("a two-thread rotation runs only once");
        }
        if (!await(LEADER, STARTED)) {
            cancel();
            return 0;
        }
        System.arraycopy(accumulator, 0, space.accumulator, 0, accumulator.length);
        this.exponents = exponents;
        publish(LEADER, STARTED);
        int next = turn(LEADER, Integer.MAX_VALUE);
        boolean done = progress.get(indexOf(LEADER)) == DONE && await(LEADER, DONE);
        cancel();
        if (done) {
            System.arraycopy(space.accumulator, 0, accumulator, 0, accumulator.length);
            return key.inputDimension();
        }
        return restore(next, accumulator);
    }

    /**
     * Copies the last state that both threads have saved for certain to the accumulator, if there is one.
     *
     * @param next the first step that the leader has not completed. The helper has published its digits of the step
     *     before, so it has completed, and perhaps saved, all steps before that. It cannot overwrite this state any
     *     more: it completes at most the step {@code next}.
     * @return the number of exponents behind that state
     */
    private int restore(int next, long[] accumulator) {
        int saved = (next - 2) / space.savingInterval;
        if (saved <= 0) {
            return 0;
        }
        int start = TransformKernels.START;
        System.arraycopy(space.saved[saved & 1], start, accumulator, start, accumulator.length - start);
        return resumption[saved & 1];
    }

    /** Releases the other thread, which may be waiting for a rotation that does not start. */
    public void cancel() {
        cancelled = true;
    }

    /** The helper's part: waits for the start of the rotation, and returns when it is complete or cancelled. */
    public void help() {
        help(Integer.MAX_VALUE);
    }

    /** The part of a helper that stops after this number of steps. */
    void help(int maximumSteps) {
        join();
        if (await(HELPER, STARTED)) {
            int ignored = turn(HELPER, maximumSteps);
        }
    }

    /** Tells the leader that a helper is here. */
    void join() {
        publish(HELPER, STARTED);
    }

    /** The part of one thread; returns the number of the first step that it has not completed. */
    private int turn(int half, int maximumSteps) {
        int number = 1;
        for (int i = 0; i < key.inputDimension(); i++) {
            int exponent = exponents[i];
            if (exponent != 0) {
                if (number > maximumSteps || !step(half, i, exponent, number)) {
                    return number;
                }
                if (number % space.savingInterval == 0) {
                    save(half, number / space.savingInterval & 1, i + 1);
                }
                number++;
            }
        }
        publish(half, DONE);
        return number;
    }

    /**
     * Saves the polynomial of one thread. The states before and after {@link WorkSpace#savingInterval} steps are in
     * different places.
     */
    private void save(int half, int place, int exponentsDone) {
        int n = key.polynomialSize();
        int base = TransformKernels.START + half * n;
        System.arraycopy(space.accumulator, base, space.saved[place], base, n);
        if (half == LEADER) {
            resumption[place] = exponentsDone;
        }
    }

    /**
     * One step of one thread. The next step leaves the transformed digits of this one unchanged, because the other
     * thread may still read them; the other thread reaches the next step only after it has read them.
     */
    private boolean step(int half, int i, int exponent, int number) {
        NegacyclicTransform transform = key.transform();
        TransformKernels kernels = transform.kernels();
        int n = key.polynomialSize();
        int base = TransformKernels.START + half * n;
        double[][] re = space.re[number & 1];
        double[][] im = space.im[number & 1];
        BlindRotation.decomposeDifference(
                kernels, key.digits(), 1, space.accumulator, base, n, exponent, re[half], im[half]);
        transform.forward(re[half], im[half]);
        publish(half, STARTED + number);
        if (!await(half, STARTED + number)) {
            return false;
        }
        double[] sumRe = space.sumRe[half];
        double[] sumIm = space.sumIm[half];
        kernels.multiplyColumn(
                sumRe,
                sumIm,
                re[0],
                im[0],
                re[1],
                im[1],
                key.values(),
                key.offset(i, 0, 0, half),
                key.offset(i, 0, 1, half),
                n / 2);
        transform.inverseUnscaled(sumRe, sumIm);
        kernels.addTorus(sumRe, space.accumulator, base, n / 2);
        kernels.addTorus(sumIm, space.accumulator, base + n / 2, n / 2);
        return true;
    }

    private static int indexOf(int half) {
        return STRIDE * (half + 1);
    }

    private void publish(int half, int reached) {
        progress.setRelease(indexOf(half), reached);
    }

    /** Waits until the other thread reaches {@code target}; false if either thread has given up. */
    private boolean await(int half, int target) {
        int other = indexOf(LEADER + HELPER - half);
        if (progress.getAcquire(other) >= target) {
            return true;
        }
        long since = System.nanoTime();
        while (true) {
            for (int spin = 0; spin < SPINS; spin++) {
                if (progress.getAcquire(other) >= target) {
                    return true;
                }
                Thread.onSpinWait();
            }
            if (cancelled) {
                return false;
            }
            long waited = System.nanoTime() - since;
            if (half == LEADER && waited > maximumWaitNanos) {
                return false;
            }
            if (waited > YIELDS_AFTER_NANOS) {
                Thread.yield();
            }
        }
    }

    /**
     * The accumulator and two earlier states of it, the transformed digits of both threads for an even and an odd step,
     * and the sums of both, for all keys of one polynomial size.
     */
    public static final class WorkSpace {
        /** Steps between two saved states. Saving takes a tenth of a step; without the helper, they are repeated. */
        private static final int SAVING_INTERVAL = 64;

        private final int savingInterval;
        private final long[] accumulator;
        private final long[][] saved;
        private final double[][][] re;
        private final double[][][] im;
        private final double[][] sumRe;
        private final double[][] sumIm;

        /** @param key a key of the polynomial size; not kept */
        public WorkSpace(PreparedBootstrapKey key) {
            this(key, SAVING_INTERVAL);
        }

        /** @param savingInterval steps between two saved states, at least 2, since a helper may be a step ahead */
        WorkSpace(PreparedBootstrapKey key, int savingInterval) {
            this.savingInterval = savingInterval;
            saved = new long[][] {BlindRotation.newAccumulator(key), BlindRotation.newAccumulator(key)};
            accumulator = BlindRotation.newAccumulator(key);
            re = new double[2][2][];
            im = new double[2][2][];
            sumRe = new double[2][];
            sumIm = new double[2][];
            for (int half = 0; half < 2; half++) {
                for (int parity = 0; parity < 2; parity++) {
                    re[parity][half] = key.transform().newArray();
                    im[parity][half] = key.transform().newArray();
                }
                sumRe[half] = key.transform().newArray();
                sumIm[half] = key.transform().newArray();
            }
        }
    }
}
