package org.fhevm.tfhe.zk;

import java.util.Arrays;
import org.fhevm.tfhe.zk.curve.CurvePoint;
import org.fhevm.tfhe.zk.curve.Fr;
import org.fhevm.tfhe.zk.curve.Workers;

/**
 * The challenges that the two commitments ĉ and c_y of a proof determine, and the coefficients that both sides derive
 * from them.
 *
 * @param y y_1 to y_n
 * @param yBytes their form in transcripts
 * @param t t_1 to t_n, plain integers of two limbs
 * @param deltas δ_eq, δ_y and δ_θ
 * @param value t_θ
 * @param f f_1 to f_n: {@code (δ_eq·t_i − δ_y)·y_i}, plus {@code δ_θ·A_i} up to D
 */
@SuppressWarnings("ArrayRecordComponent") // borrowed; challenges are not compared
record Challenges(long[] y, byte[] yBytes, long[] t, long[] deltas, long[] value, long[] f) {
    private static final int LIMBS = Fr.LIMBS;
    static final int EQUALITY = 0;
    static final int PRODUCT = LIMBS;
    static final int LINEAR = 2 * LIMBS;

    /** Elements that a task of a loop over all takes. */
    private static final int CHUNK = 8192;

    static Challenges of(
            ProofShape shape,
            Transcript transcript,
            Statement statement,
            CurvePoint cHat,
            CurvePoint cY,
            Workers workers) {
        long[] y = transcript.y(cHat);
        return of(shape, transcript, statement, cHat, cY, y, workers);
    }

    static Challenges of(
            ProofShape shape,
            Transcript transcript,
            Statement statement,
            CurvePoint cHat,
            CurvePoint cY,
            long[] y,
            Workers workers) {
        byte[] yBytes = Transcript.bytes(y);
        int k = statement.bodies();
        long[] t = new long[2 * shape.powers()];
        long[] a = new long[shape.length(k) * LIMBS];
        long[] value = new long[LIMBS];
        long[] deltas = new long[3 * LIMBS];
        workers.run(2, task -> {
            if (task == 0) {
                transcript.t(t, yBytes, cHat, cY);
                return;
            }
            long[] theta = transcript.theta(cHat, cY, k);
            System.arraycopy(transcript.delta(cHat, cY), 0, deltas, 0, 2 * LIMBS);
            System.arraycopy(theta, theta.length - LIMBS, deltas, LINEAR, LIMBS);
            LinearMap map = new LinearMap(shape, k, theta);
            map.coefficients(statement.key().words(), a);
            map.value(statement.ciphertexts(), value);
        });
        long[] f = new long[y.length];
        workers.run(Math.ceilDiv(y.length / LIMBS, CHUNK), chunk -> f(f, chunk * CHUNK, y, t, deltas, a));
        return new Challenges(y, yBytes, t, deltas, value, f);
    }

    /** Stores a chunk of f from element {@code from} on. */
    private static void f(long[] f, int from, long[] y, long[] t, long[] deltas, long[] a) {
        long[] wide = new long[LIMBS];
        for (int i = from; i < Math.min(from + CHUNK, f.length / LIMBS); i++) {
            int at = i * LIMBS;
            element(wide, t, i);
            Fr.multiply(f, at, wide, 0, deltas, EQUALITY);
            Fr.subtract(f, at, f, at, deltas, PRODUCT);
            Fr.multiply(f, at, f, at, y, at);
            if (at < a.length) {
                Fr.multiply(wide, 0, a, at, deltas, LINEAR);
                Fr.add(f, at, f, at, wide, 0);
            }
        }
    }

    private static void element(long[] out, long[] t, int i) {
        out[0] = t[2 * i];
        out[1] = t[2 * i + 1];
        out[2] = 0;
        out[3] = 0;
        out[4] = 0;
        Fr.fromInteger(out, 0, out, 0);
    }

    int powers() {
        return y.length / LIMBS;
    }

    /** What the equations need; unlike the rest it is small, and may be kept for many proofs. */
    Weights weights() {
        return new Weights(deltas, value);
    }

    /**
     * The challenges that are single elements.
     *
     * @param deltas δ_eq, δ_y and δ_θ
     * @param value t_θ
     */
    @SuppressWarnings("ArrayRecordComponent") // borrowed; not compared
    record Weights(long[] deltas, long[] value) {
        /** δ_eq, δ_y or δ_θ. */
        long[] delta(int which) {
            return Arrays.copyOfRange(deltas, which, which + LIMBS);
        }

        /** t_θ·δ_θ. */
        long[] weightedValue() {
            long[] product = new long[LIMBS];
            Fr.multiply(product, 0, value, 0, deltas, LINEAR);
            return product;
        }
    }

    /** f_n to f_1 as plain integers: the scalars of g_1 to g_n. */
    long[] scalarsOfH() {
        long[] scalars = new long[f.length];
        int n = powers();
        for (int i = 0; i < n; i++) {
            Fr.toInteger(scalars, (n - 1 - i) * LIMBS, f, i * LIMBS);
        }
        return scalars;
    }

    /** t_1 to t_n as elements of Fr. */
    long[] tElements() {
        long[] elements = new long[f.length];
        long[] element = new long[LIMBS];
        for (int i = 0; i < powers(); i++) {
            element(element, t, i);
            System.arraycopy(element, 0, elements, i * LIMBS, LIMBS);
        }
        return elements;
    }

    /** Σ f_i·z^(n+1−i). */
    long[] valueOfH(long[] z) {
        long[] sum = new long[LIMBS];
        for (int at = 0; at < f.length; at += LIMBS) {
            Fr.add(sum, 0, sum, 0, f, at);
            Fr.multiply(sum, 0, sum, 0, z, 0);
        }
        return sum;
    }

    /** Σ t_i·z^i. */
    static long[] valueOfT(long[] tElements, long[] z) {
        long[] sum = new long[LIMBS];
        for (int at = tElements.length - LIMBS; at >= 0; at -= LIMBS) {
            Fr.add(sum, 0, sum, 0, tElements, at);
            Fr.multiply(sum, 0, sum, 0, z, 0);
        }
        return sum;
    }
}
