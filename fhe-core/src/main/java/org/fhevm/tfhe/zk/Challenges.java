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

    /** Elements per task of a loop over all. */
    private static final int CHUNK = 8192;

    /** Products that are added up before they are reduced; the powers of z up to there stay in the cache. */
    private static final int BLOCK = 256;

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
        long[] a = linear.map().coefficients();
        long[] equality = shifted(weights().delta(EQUALITY));
        workers.run(Math.ceilDiv(powers(), CHUNK), chunk -> {
            for (int i = chunk * CHUNK; i < Math.min((chunk + 1) * CHUNK, powers()); i++) {
                int at = i * LIMBS;
                Fr.multiplyShort(f, at, t, 2 * i, equality, 0);
                Fr.subtract(f, at, f, at, weights().deltas(), PRODUCT);
                Fr.multiply(f, at, f, at, y, at);
                if (at < a.length) {
                    Fr.add(f, at, f, at, a, at);
                }
            }
        });
        return f;
    }

    /** An element as the factor of a short product. */
    private static long[] shifted(long[] element) {
        Fr.multiply(element, 0, element, 0, Fr.twoTo128(), 0);
        return element;
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

    /** p_h and p_t, the values at z that the two sums are opened to: Σ f_i·z^(n+1−i) and Σ t_i·z^i. */
    long[][] valuesAt(long[] z, Workers workers) {
        int n = powers();
        int chunks = Math.ceilDiv(n, CHUNK);
        long[] powers = powersOf(z, Fr.one());
        long[] equality = powersOf(z, shifted(weights().delta(EQUALITY)));
        long[] product = powersOf(z, weights().delta(PRODUCT));
        long[][] parts = new long[chunks][];
        long[][] values = new long[2][];
        workers.run(chunks + 2, task -> {
            if (task < chunks) {
                parts[task] = partOfH(task * CHUNK, Math.min((task + 1) * CHUNK, n), z, equality, product);
            } else if (task == chunks) {
                values[1] = valueOfT(z, powers);
            } else {
                values[0] = linear.map().valueAt(z);
            }
        });
        long[] h = values[0];
        Fr.multiply(h, 0, h, 0, Fr.power(z, n - linear.map().length()), 0);
        long[] sum = new long[LIMBS];
        for (int chunk = 0; chunk < chunks; chunk++) {
            Fr.multiply(sum, 0, sum, 0, Fr.power(z, Math.min(CHUNK, n - chunk * CHUNK)), 0);
            Fr.add(sum, 0, sum, 0, parts[chunk], 0);
        }
        Fr.add(h, 0, h, 0, sum, 0);
        Fr.multiply(h, 0, h, 0, z, 0);
        return values;
    }

    /** {@code first·z^i} for a block. */
    private static long[] powersOf(long[] z, long[] first) {
        long[] powers = Arrays.copyOf(first, BLOCK * LIMBS);
        for (int i = 1; i < BLOCK; i++) {
            Fr.multiply(powers, i * LIMBS, powers, (i - 1) * LIMBS, z, 0);
        }
        return powers;
    }

    /**
     * {@code Σ (δ_eq·t_i − δ_y)·y_i·z^(to−1−i)}, i from {@code from} on and counted from 0. Within a block, δ_eq and
     * δ_y are multiplied by the powers of z, so that each y_i is in one product of a sum.
     */
    private long[] partOfH(int from, int to, long[] z, long[] equality, long[] product) {
        long[] sum = new long[LIMBS];
        long[] block = new long[LIMBS];
        long[] factors = new long[BLOCK * LIMBS];
        for (int first = from; first < to; first += BLOCK) {
            int count = Math.min(BLOCK, to - first);
            for (int i = 0; i < count; i++) {
                int power = (count - 1 - i) * LIMBS;
                Fr.multiplyShort(factors, i * LIMBS, t, 2 * (first + i), equality, power);
                Fr.subtract(factors, i * LIMBS, factors, i * LIMBS, product, power);
            }
            Fr.sumOfProducts(block, 0, y, first * LIMBS, LIMBS, factors, 0, count);
            Fr.toInteger(block, 0, block, 0);
            Fr.multiply(sum, 0, sum, 0, Fr.power(z, count), 0);
            Fr.add(sum, 0, sum, 0, block, 0);
        }
        return sum;
    }

    private long[] valueOfT(long[] z, long[] powers) {
        long[] sum = new long[LIMBS];
        long[] block = new long[LIMBS];
        long[] step = Fr.power(z, BLOCK);
        for (int first = (powers() - 1) / BLOCK * BLOCK; first >= 0; first -= BLOCK) {
            Fr.sumOfProducts(block, 0, t, 2 * first, 2, powers, 0, Math.min(BLOCK, powers() - first));
            Fr.multiply(sum, 0, sum, 0, step, 0);
            Fr.add(sum, 0, sum, 0, block, 0);
        }
        Fr.multiply(sum, 0, sum, 0, z, 0);
        return sum;
    }

    /**
     * The challenges that do not depend on y, and the linear map.
     *
     * @param weights δ_eq, δ_y, δ_θ and t_θ
     * @param map the linear map, its weights times δ_θ
     */
    record Linear(Weights weights, LinearMap map) {
        static Linear of(ProofShape shape, Committed proof) {
            Statement statement = proof.statement();
            int bodies = statement.bodies();
            long[] theta = proof.transcript().theta(proof.cHat(), proof.cY(), bodies);
            long[] deltas = Arrays.copyOf(proof.transcript().delta(proof.cHat(), proof.cY()), 3 * LIMBS);
            System.arraycopy(theta, theta.length - LIMBS, deltas, LINEAR, LIMBS);
            for (int at = 0; at < theta.length; at += LIMBS) {
                Fr.multiply(theta, at, theta, at, deltas, LINEAR);
            }
            LinearMap map = new LinearMap(shape, bodies, theta, statement.key().words());
            return new Linear(new Weights(deltas, map.value(statement.ciphertexts())), map);
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
}
