package org.fhevm.tfhe.zk;

import java.security.SecureRandom;
import java.util.Arrays;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;
import org.fhevm.tfhe.zk.Openings.Opened;
import org.fhevm.tfhe.zk.Proof.VerifyLoad;
import org.fhevm.tfhe.zk.PublicParameters.Progress;
import org.fhevm.tfhe.zk.curve.CurvePoint;
import org.fhevm.tfhe.zk.curve.Fr;
import org.fhevm.tfhe.zk.curve.Group;
import org.fhevm.tfhe.zk.curve.PointTable;
import org.fhevm.tfhe.zk.curve.Workers;

/**
 * Encrypts messages and proves their encryption, as a user's wallet does: for tests, demonstrations and the command
 * line.
 *
 * <p>The time of a proof depends on the witness, so a prover must not run on a machine whose timing others can measure
 * closely.
 *
 * <p>Keeps 216 bytes for each of 2n powers in the first group and 288 for each of n in the second: 62 MB at the
 * parameters of fhevm.
 */
public final class Prover {
    private static final int LIMBS = Fr.LIMBS;

    private final PublicParameters parameters;
    private final CompactPublicKey key;
    private final SecureRandom random;
    private final int n;

    /** g_1 to g_n, and g_(n+2) to g_2n. */
    private final PointTable lower;

    private final PointTable upper;
    private final PointTable second;

    /** A prover with parameters that were validated. */
    public Prover(PublicParameters parameters, CompactPublicKey key, SecureRandom random) {
        this.parameters = parameters;
        this.key = key;
        this.random = random;
        this.n = parameters.shape().powers();
        this.lower = PointTable.of(Group.G1, parameters.first(), 0, n);
        this.upper = PointTable.of(Group.G1, parameters.first(), n + 1, n - 1);
        this.second = PointTable.of(Group.G2, parameters.second(), 0, n);
    }

    /**
     * Encrypts and proves.
     *
     * @param messages the message of each LWE, below t without its padding
     * @param metadata the data that the proof is bound to
     * @param progress receives each of the six steps
     */
    public ProvenList prove(int[] messages, byte[] metadata, Load load, Workers workers, Progress progress) {
        ProofShape shape = parameters.shape();
        for (int message : messages) {
            if (message < 0 || message >= 1L << shape.messageBits()) {
                throw new IllegalArgumentException("a message is not of " + shape.messageBits() + " bits");
            }
        }
        return prove(Witness.random(shape, key, messages, random), metadata, load, workers, progress);
    }

    /** Proves an encryption, true or not. */
    ProvenList prove(Witness witness, byte[] metadata, Load load, Workers workers, Progress progress) {
        int steps = 6;
        Statement statement = new Statement(key, witness.ciphertexts(), metadata);
        ProofShape shape = parameters.shape();
        Transcript transcript = new Transcript(shape, parameters.separators(), statement);
        long[] bits = Arrays.copyOf(witness.bits(), n);
        long[] gamma = ParameterGenerator.randomScalar(random);
        long[] gammaY = ParameterGenerator.randomScalar(random);
        CurvePoint cHat = Group.G2.generator().multiply(gamma).add(second.sumOfSubset(bits, workers));
        progress.reached(1, steps);

        long[] y = Transcript.elements(transcript.y(cHat), n);
        long[] selected = selected(y, bits);
        CurvePoint cY = Group.G1.generator().multiply(gammaY).add(lower.sum(reversedIntegers(selected), n, workers));
        progress.reached(2, steps);

        Challenges challenges = Challenges.of(shape, new Committed(transcript, statement, cHat, cY), y, workers);
        long[] f = challenges.f(workers);
        progress.reached(3, steps);
        long[] product = product(challenges, f, bits, selected, gamma, gammaY);
        progress.reached(4, steps);
        CurvePoint pi = commit(product, workers);
        progress.reached(5, steps);
        VerifyLoad unopened = new VerifyLoad(cHat, cY, pi);
        Proof proof = load == Load.VERIFY ? unopened : open(unopened, transcript, challenges, f, workers);
        Arrays.fill(bits, 0);
        progress.reached(steps, steps);
        return new ProvenList(witness.ciphertexts(), proof);
    }

    /** y_i·w_i. */
    private static long[] selected(long[] y, long[] bits) {
        long[] selected = new long[y.length];
        for (int at = 0; at < y.length; at++) {
            selected[at] = y[at] & -bits[at / LIMBS];
        }
        return selected;
    }

    /** Elements 1 to n as the scalars of g_n to g_1. */
    private long[] reversedIntegers(long[] elements) {
        long[] scalars = new long[elements.length];
        for (int i = 0; i < n; i++) {
            Fr.toInteger(scalars, (n - 1 - i) * LIMBS, elements, i * LIMBS);
        }
        return scalars;
    }

    /**
     * Π = P0·P1 − P2·P3 with P0 = δ_y·γ_y + Σ (δ_y·y_i·w_i + f_i)·X^(n+1−i), P1 = γ + Σ w_i·X^i, P2 = γ_y + Σ
     * y_i·w_i·X^(n+1−i) and P3 = Σ δ_eq·t_i·X^i, of which the coefficient of X^(n+1), which is t_θ·δ_θ for a true
     * witness, is left out.
     */
    private long[] product(Challenges challenges, long[] f, long[] bits, long[] selected, long[] gamma, long[] gammaY) {
        FrTransform transform = new FrTransform(2 * n + 1);
        long[] p0 = transform.newPolynomial();
        long[] p1 = transform.newPolynomial();
        long[] p2 = transform.newPolynomial();
        long[] p3 = transform.newPolynomial();
        long[] one = Fr.one();
        long[] t = challenges.tElements();
        Fr.multiply(p0, 0, challenges.weights().deltas(), Challenges.PRODUCT, gammaY, 0);
        System.arraycopy(gamma, 0, p1, 0, LIMBS);
        System.arraycopy(gammaY, 0, p2, 0, LIMBS);
        for (int i = 1; i <= n; i++) {
            int source = (i - 1) * LIMBS;
            int mirrored = (n + 1 - i) * LIMBS;
            Fr.multiply(p0, mirrored, challenges.weights().deltas(), Challenges.PRODUCT, selected, source);
            Fr.add(p0, mirrored, p0, mirrored, f, source);
            if (bits[i - 1] != 0) {
                System.arraycopy(one, 0, p1, i * LIMBS, LIMBS);
            }
            System.arraycopy(selected, source, p2, mirrored, LIMBS);
            Fr.multiply(p3, i * LIMBS, challenges.weights().deltas(), Challenges.EQUALITY, t, source);
        }
        transform.forward(p0);
        transform.forward(p1);
        transform.multiply(p0, p1);
        transform.forward(p2);
        transform.forward(p3);
        transform.multiply(p2, p3);
        transform.subtract(p0, p2);
        transform.inverse(p0);
        return p0;
    }

    /** Π_0·g + Σ Π_i·g_i. */
    private CurvePoint commit(long[] product, Workers workers) {
        long[] low = new long[n * LIMBS];
        long[] high = new long[(n - 1) * LIMBS];
        for (int i = 0; i < n; i++) {
            Fr.toInteger(low, i * LIMBS, product, (i + 1) * LIMBS);
        }
        for (int i = 0; i < n - 1; i++) {
            Fr.toInteger(high, i * LIMBS, product, (i + n + 2) * LIMBS);
        }
        return Group.G1
                .generator()
                .multiply(Arrays.copyOf(product, LIMBS))
                .add(lower.sum(low, n, workers))
                .add(upper.sum(high, n - 1, workers));
    }

    /**
     * Makes the verifier's sums, and opens the polynomials S = Σ f_i·X^(n+1−i) + ω·Σ t_i·X^i at z: π_kzg is of (S −
     * S(z))/(X − z).
     */
    private Proof open(VerifyLoad unopened, Transcript transcript, Challenges challenges, long[] f, Workers workers) {
        CurvePoint cHatT = second.sumOfShort(challenges.t(), n, workers);
        CurvePoint cH = lower.sum(reversedIntegers(f), n, workers);
        Proof.ProofLoad withoutQuotient = unopened.with(new Proof.Opening(cHatT, cH, Group.G1.infinity()));
        Openings.Values values = Openings.of(new Opened(transcript, withoutQuotient), challenges, workers);
        long[] z = values.z();
        long[] omega = values.omega();
        long[] t = challenges.tElements();
        long[] quotient = new long[n * LIMBS];
        long[] carry = new long[LIMBS];
        long[] coefficient = new long[LIMBS];
        for (int i = n; i >= 1; i--) {
            Fr.multiply(coefficient, 0, omega, 0, t, (i - 1) * LIMBS);
            Fr.add(coefficient, 0, coefficient, 0, f, (n - i) * LIMBS);
            Fr.multiply(carry, 0, carry, 0, z, 0);
            Fr.add(carry, 0, carry, 0, coefficient, 0);
            System.arraycopy(carry, 0, quotient, (i - 1) * LIMBS, LIMBS);
        }
        long[] scalars = new long[(n - 1) * LIMBS];
        for (int i = 0; i < n - 1; i++) {
            Fr.toInteger(scalars, i * LIMBS, quotient, (i + 1) * LIMBS);
        }
        CurvePoint piKzg =
                Group.G1.generator().multiply(Arrays.copyOf(quotient, LIMBS)).add(lower.sum(scalars, n - 1, workers));
        return unopened.with(new Proof.Opening(cHatT, cH, piKzg));
    }

    /** The proved list and its proof. */
    public record ProvenList(LweCompactCiphertextList ciphertexts, Proof proof) {}

    /** The side that computes the large sums. */
    public enum Load {
        /** The prover; the proof has six points. */
        PROOF,
        /** The verifier; the proof has three. */
        VERIFY
    }
}
