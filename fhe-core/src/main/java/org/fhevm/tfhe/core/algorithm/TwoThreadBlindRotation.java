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
 * other one a thousandfold: in that case the leader gives up and repeats the rotation alone.
 *
 * <p>An instance serves one rotation. A {@link WorkSpace} serves one rotation after the other.
 */
public final class TwoThreadBlindRotation {
    /** Spins before checking the clock or yielding. */
    private static final int SPINS = 1 << 8;

    /** Limit of one wait of the leader: about fifty steps. */
    private static final long MAXIMUM_WAIT_NANOS = 500_000;

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
    private volatile boolean cancelled;
    private int[] exponents = {};

    /**
     * @param key a key that {@link #isPossible} accepts
     * @param space work space for the polynomial size of the key; no other rotation uses it any more
     */
    public TwoThreadBlindRotation(PreparedBootstrapKey key, WorkSpace space) {
        this.key = key;
        this.space = space;
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
     * @return false if no helper came within half a millisecond, or if it was too slow; the accumulator is then
     *     unchanged, and the work space must not be used again, since a late helper may still write to it
     * @throws IllegalStateException if this rotation was led or cancelled before
     */
    public boolean lead(int[] exponents, long[] accumulator) {
        if (cancelled) {
            throw new IllegalStateException("a two-thread rotation runs only once");
        }
        if (!await(LEADER, STARTED)) {
            cancel();
            return false;
        }
        System.arraycopy(accumulator, 0, space.accumulator, 0, accumulator.length);
        this.exponents = exponents;
        publish(LEADER, STARTED);
        boolean done = turn(LEADER) && await(LEADER, DONE);
        cancel();
        if (done) {
            System.arraycopy(space.accumulator, 0, accumulator, 0, accumulator.length);
        }
        return done;
    }

    /** Releases the other thread, which may be waiting for a rotation that does not start. */
    public void cancel() {
        cancelled = true;
    }

    /** The helper's part: waits for the start of the rotation, and returns when it is complete or cancelled. */
    public void help() {
        join();
        boolean ignored = await(HELPER, STARTED) && turn(HELPER);
    }

    /** Tells the leader that a helper is here. */
    void join() {
        publish(HELPER, STARTED);
    }

    private boolean turn(int half) {
        int steps = 0;
        for (int i = 0; i < key.inputDimension(); i++) {
            int exponent = exponents[i];
            if (exponent != 0 && !step(half, i, exponent, ++steps)) {
                return false;
            }
        }
        publish(half, DONE);
        return true;
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
            if (System.nanoTime() - since > MAXIMUM_WAIT_NANOS) {
                if (half == LEADER) {
                    return false;
                }
                Thread.yield();
            }
        }
    }

    /**
     * The accumulator, the transformed digits of both threads for an even and an odd step, and the sums of both, for
     * all keys of one polynomial size.
     */
    public static final class WorkSpace {
        private final long[] accumulator;
        private final double[][][] re;
        private final double[][][] im;
        private final double[][] sumRe;
        private final double[][] sumIm;

        /** @param key a key of the polynomial size; not kept */
        public WorkSpace(PreparedBootstrapKey key) {
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
