package org.fhevm.tfhe.zk;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.fhevm.tfhe.zk.curve.CurvePoint;
import org.fhevm.tfhe.zk.curve.Fr;
import org.fhevm.tfhe.zk.curve.Group;
import org.fhevm.tfhe.zk.curve.Pairing;

/**
 * Equations between products of pairings, checked all at once. Mutable; for one thread.
 *
 * <p>An equation j says that a product E_j of pairings is 1. Here each is raised to the power of a weight κ_j, a secret
 * random number of 128 bits drawn after the equations are fixed, and only the product of all is compared with 1.
 *
 * <p><b>Soundness.</b> All points are in groups of the prime order r, so E_j = e(g, ĝ)^(ε_j) for an ε_j modulo r. If an
 * equation fails, some ε_j is not 0; then whatever the other weights are, {@code Σ κ_j·ε_j = 0} modulo r holds for at
 * most one κ_j, and 2^128 < r, so for at most one of its 2^128 values. False equations pass with a probability of at
 * most 2^-128, for any number of equations and senders in league, since the weights are never disclosed. This argument
 * fails outside of the groups: where points of small order are let in, ε_j of order 3 passes with a third; hence the
 * strictness of point decoding.
 *
 * <p>Pairings with one of the three fixed points of G2 are joined by adding their points of G1.
 */
final class PairingEquations {
    private static final int WEIGHT_BITS = 128;

    private final SecureRandom random;
    private final PreparedParameters parameters;
    private final Pairing pairing = new Pairing();
    private CurvePoint withGenerator = Group.G1.infinity();
    private CurvePoint withFirstPower = Group.G1.infinity();
    private CurvePoint withLastPower = Group.G1.infinity();

    PairingEquations(PreparedParameters parameters, SecureRandom random) {
        this.parameters = parameters;
        this.random = random;
    }

    /**
     * Adds the two equations of a proof of the proof load.
     *
     * <p>{@code e(P, ĉ)·e(−δ_eq·c_y, ĉ_t)·e(−s·g_1, ĝ_n)·e(−π, ĝ) = 1} with P = δ_y·c_y + c_h, and {@code e(c_h −
     * p_h·g, ĝ)·e(ω·g, ĉ_t − p_t·ĝ)·e(−π_kzg, ĝ_1 − z·ĝ) = 1}, of which the pairings with ĉ_t are joined.
     */
    void addOpened(Proof proof, Proof.Opening opening, Challenges.Weights challenges, long[][] zOmegaHt) {
        long[] z = zOmegaHt[0];
        long[] omega = zOmegaHt[1];
        long[] valueOfH = zOmegaHt[2];
        long[] valueOfT = zOmegaHt[3];
        BigInteger first = weight();
        BigInteger second = weight();
        CurvePoint g = Group.G1.generator();
        addMain(proof, challenges, opening.cH(), first);
        CurvePoint withCHatT =
                scaledEquality(proof, challenges, first).add(g.multiply(omega).multiply(second));
        pairing.multiply(withCHatT, opening.cHatT());
        long[] constant = new long[Fr.LIMBS];
        Fr.multiply(constant, 0, omega, 0, valueOfT, 0);
        Fr.add(constant, 0, constant, 0, valueOfH, 0);
        CurvePoint opened = opening.cH()
                .add(g.multiply(constant).negate())
                .add(opening.piKzg().multiply(z));
        withGenerator = withGenerator.add(opened.multiply(second));
        withFirstPower = withFirstPower.add(opening.piKzg().multiply(second).negate());
    }

    /**
     * Adds the equation of a proof of the verify load, with the sums that the verifier made.
     *
     * @param h Σ f_i·g_(n+1−i)
     * @param q Σ t_i·ĝ_i
     */
    void add(Proof proof, Challenges.Weights challenges, CurvePoint h, CurvePoint q) {
        BigInteger weight = weight();
        addMain(proof, challenges, h, weight);
        pairing.multiply(scaledEquality(proof, challenges, weight), q);
    }

    private void addMain(Proof proof, Challenges.Weights challenges, CurvePoint h, BigInteger weight) {
        CurvePoint p = proof.cY().multiply(challenges.delta(Challenges.PRODUCT)).add(h);
        pairing.multiply(p.multiply(weight), proof.cHat());
        CurvePoint value = parameters.firstPower().multiply(challenges.weightedValue());
        withLastPower = withLastPower.add(value.multiply(weight).negate());
        withGenerator = withGenerator.add(proof.pi().multiply(weight).negate());
    }

    /** −δ_eq·c_y to the weight. */
    private static CurvePoint scaledEquality(Proof proof, Challenges.Weights challenges, BigInteger weight) {
        return proof.cY()
                .multiply(challenges.delta(Challenges.EQUALITY))
                .multiply(weight)
                .negate();
    }

    /** Whether all hold; asked once. */
    boolean hold() {
        return pairing.multiply(withGenerator, Group.G2.generator())
                .multiply(withFirstPower, parameters.secondPower())
                .multiply(withLastPower, parameters.lastPower())
                .isOne();
    }

    private BigInteger weight() {
        return new BigInteger(WEIGHT_BITS, random);
    }
}
