package org.fhevm.tfhe.zk;

import java.util.Arrays;
import java.util.List;
import org.fhevm.tfhe.math.simd.Shake256;
import org.fhevm.tfhe.zk.curve.Fr;
import org.fhevm.tfhe.zk.curve.Workers;

/**
 * The challenges that the two commitments ĉ and c_y of a proof determine, and the coefficients that both sides derive
 * from them.
 *
 * @param y y_1 to y_n
 * @param t t_1 to t_n, plain integers of two limbs
 * @param linear what the linear map is derived from, and the map
 */
@SuppressWarnings("ArrayRecordComponent") // borrowed; challenges are not compared
record Challenges(long[] y, long[] t, Linear linear) {
    private static final int LIMBS = Fr.LIMBS;
    static final int EQUALITY = 0;
    static final int PRODUCT = LIMBS;
    static final int LINEAR = 2 * LIMBS;

    /** Elements that a task of a loop over all takes. */
    private static final int CHUNK = 8192;

    /** Products that are added up before they are reduced; 7 limbs have room for 2^21. */
    private static final int BLOCK = 256;

    /**
     * The challenges that do not depend on y, and the linear map.
     *
     * @param weights δ_eq, δ_y, δ_θ and t_θ
     * @param a the coefficients A of the linear map, times δ_θ
     */
    @SuppressWarnings("ArrayRecordComponent") // borrowed; not compared
    record Linear(Weights weights, long[] a) {
        static Linear of(ProofShape shape, Committed proof) {
            Statement statement = proof.statement();
            int bodies = statement.bodies();
            long[] theta = proof.transcript().theta(proof.cHat(), proof.cY(), bodies);
            long[] deltas = Arrays.copyOf(proof.transcript().delta(proof.cHat(), proof.cY()), 3 * LIMBS);
            System.arraycopy(theta, theta.length - LIMBS, deltas, LINEAR, LIMBS);
            for (int at = 0; at < theta.length; at += LIMBS) {
                Fr.multiply(theta, at, theta, at, deltas, LINEAR);
            }
            LinearMap map = new LinearMap(shape, bodies, theta);
            long[] value = new long[LIMBS];
            map.value(statement.ciphertexts(), value);
            return new Linear(
                    new Weights(deltas, value), map.coefficients(statement.key().words()));
        }
    }

    /**
     * The challenges that are single elements. Unlike the rest they are small, and may be kept for many proofs.
     *
     * @param deltas δ_eq, δ_y and δ_θ
     * @param weightedValue t_θ·δ_θ
     */
    @SuppressWarnings("ArrayRecordComponent") // borrowed; not compared
    record Weights(long[] deltas, long[] weightedValue) {
        /** δ_eq, δ_y or δ_θ. */
        long[] delta(int which) {
            return Arrays.copyOfRange(deltas, which, which + LIMBS);
        }
    }

    /** The challenges of one proof of which y is known. */
    static Challenges of(ProofShape shape, Committed proof, long[] y, Workers workers) {
        long[][] t = new long[1][];
        Linear[] linear = new Linear[1];
        workers.run(2, task -> {
            if (task == 0) {
                t[0] = t(shape, List.of(proof), new long[][] {y})[0];
            } else {
                linear[0] = Linear.of(shape, proof);
            }
        });
        return new Challenges(y, t[0], linear[0]);
    }

    /** y_1 to y_n of each of several proofs. */
    static long[][] y(ProofShape shape, List<Committed> proofs) {
        Shake256[] hashes =
                proofs.stream().map(proof -> proof.transcript().y(proof.cHat())).toArray(Shake256[]::new);
        return Transcript.elements(hashes, shape.powers());
    }

    /** t_1 to t_n of each of several proofs, plain integers of two limbs. */
    static long[][] t(ProofShape shape, List<Committed> proofs, long[][] y) {
        Shake256[] hashes =
                proofs.stream().map(proof -> proof.transcript().tBeforeY()).toArray(Shake256[]::new);
        Shake256.absorb(hashes, y);
        for (int i = 0; i < hashes.length; i++) {
            Committed proof = proofs.get(i);
            proof.transcript().endT(hashes[i], proof.cHat(), proof.cY());
        }
        long[][] t = new long[hashes.length][2 * shape.powers()];
        Shake256.squeeze(hashes, t, 0, 2 * shape.powers());
        return t;
    }

    int powers() {
        return y.length / LIMBS;
    }

    Weights weights() {
        return linear.weights();
    }

    /** f_1 to f_n: {@code (δ_eq·t_i − δ_y)·y_i}, plus {@code δ_θ·A_i} up to D. */
    long[] f(Workers workers) {
        long[] f = new long[y.length];
        long[] equality = equality();
        workers.run(Math.ceilDiv(powers(), CHUNK), chunk -> {
            for (int i = chunk * CHUNK; i < Math.min((chunk + 1) * CHUNK, powers()); i++) {
                f(f, i * LIMBS, i, equality);
            }
        });
        return f;
    }

    /** Stores one element of f, counted from 0. */
    private void f(long[] out, int o, int i, long[] equality) {
        int at = i * LIMBS;
        Fr.multiplyShort(out, o, t, 2 * i, equality, 0);
        Fr.subtract(out, o, out, o, weights().deltas(), PRODUCT);
        Fr.multiply(out, o, out, o, y, at);
        if (at < linear.a().length) {
            Fr.add(out, o, out, o, linear.a(), at);
        }
    }

    /** δ_eq as the factor of a short product. */
    private long[] equality() {
        long[] equality = new long[LIMBS];
        Fr.multiply(equality, 0, weights().deltas(), EQUALITY, Fr.twoTo128(), 0);
        return equality;
    }

    /** f_n to f_1 as plain integers: the scalars of g_1 to g_n. */
    long[] scalarsOfH(Workers workers) {
        long[] f = f(workers);
        long[] scalars = new long[f.length];
        int n = powers();
        for (int i = 0; i < n; i++) {
            Fr.toInteger(scalars, (n - 1 - i) * LIMBS, f, i * LIMBS);
        }
        return scalars;
    }

    /** t_1 to t_n as elements of Fr. */
    long[] tElements() {
        return elements(new long[][] {t}, Workers.NONE)[0];
    }

    /** Plain integers of two limbs as elements of Fr, in each of several arrays of one length. */
    static long[][] elements(long[][] integers, Workers workers) {
        if (integers.length == 0) {
            return integers;
        }
        int count = integers[0].length / 2;
        int chunks = Math.ceilDiv(count, CHUNK);
        long[][] elements = new long[integers.length][count * LIMBS];
        workers.run(integers.length * chunks, task -> {
            int array = task / chunks;
            int from = task % chunks * CHUNK;
            for (int i = from; i < Math.min(from + CHUNK, count); i++) {
                Fr.multiplyShort(elements[array], i * LIMBS, integers[array], 2 * i, Fr.twoTo128(), 0);
            }
        });
        return elements;
    }

    /** p_h and p_t, the values at z that the two sums are opened to. */
    long[][] valuesAt(long[] z, Workers workers) {
        int n = powers();
        int chunks = Math.ceilDiv(n, CHUNK);
        long[] equality = equality();
        long[][] parts = new long[chunks][];
        long[][] values = {new long[LIMBS], new long[LIMBS]};
        workers.run(1 + chunks, task -> {
            if (task == 0) {
                values[1] = valueOfT(z);
            } else {
                parts[task - 1] = partOfH((task - 1) * CHUNK, Math.min(task * CHUNK, n), z, equality);
            }
        });
        long[] h = values[0];
        for (int chunk = 0; chunk < chunks; chunk++) {
            int length = Math.min(CHUNK, n - chunk * CHUNK);
            Fr.multiply(h, 0, h, 0, Fr.power(z, length), 0);
            Fr.add(h, 0, h, 0, parts[chunk], 0);
        }
        Fr.multiply(h, 0, h, 0, z, 0);
        return values;
    }

    /** Σ f_i·z^(to−1−i), i from {@code from} on and counted from 0. */
    private long[] partOfH(int from, int to, long[] z, long[] equality) {
        long[] sum = new long[LIMBS];
        long[] f = new long[LIMBS];
        for (int i = from; i < to; i++) {
            f(f, 0, i, equality);
            Fr.multiply(sum, 0, sum, 0, z, 0);
            Fr.add(sum, 0, sum, 0, f, 0);
        }
        return sum;
    }

    /** Σ t_i·z^i, in blocks of which the products with short integers are added up before they are reduced. */
    private long[] valueOfT(long[] z) {
        long[] powers = new long[BLOCK * LIMBS];
        System.arraycopy(z, 0, powers, 0, LIMBS);
        for (int i = 1; i < BLOCK; i++) {
            Fr.multiply(powers, i * LIMBS, powers, (i - 1) * LIMBS, z, 0);
        }
        long[] sum = new long[LIMBS];
        long[] block = new long[LIMBS];
        for (int from = (powers() - 1) / BLOCK * BLOCK; from >= 0; from -= BLOCK) {
            Fr.multiply(sum, 0, sum, 0, powers, (BLOCK - 1) * LIMBS);
            Fr.sumOfShortProducts(block, 0, t, 2 * from, powers, 0, Math.min(BLOCK, powers() - from));
            Fr.add(sum, 0, sum, 0, block, 0);
        }
        return sum;
    }
}
