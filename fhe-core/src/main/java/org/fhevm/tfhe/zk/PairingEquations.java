package org.fhevm.tfhe.zk;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import org.fhevm.tfhe.zk.curve.CurvePoint;
import org.fhevm.tfhe.zk.curve.Fr;
import org.fhevm.tfhe.zk.curve.Group;
import org.fhevm.tfhe.zk.curve.Pairing;
import org.fhevm.tfhe.zk.curve.Workers;

/**
 * Equations between products of pairings, checked all at once. Immutable; for any number of threads.
 *
 * <p>An equation j says that a product E_j of pairings is 1. Here each is raised to the power of a weight κ_j, a secret
 * random number of 128 bits drawn after the equations are fixed, and only the product of all is compared with 1.
 *
 * <p><b>Soundness.</b> All points are in groups of the prime order r, so E_j = e(g, ĝ)^(ε_j) for an ε_j modulo r. If an
 * equation fails, some ε_j is not 0; then whatever the other weights are, {@code Σ κ_j·ε_j = 0} modulo r holds for at
 * most one κ_j, and 2^128 < r, so for at most one of its 2^128 values. False equations pass with a probability of at
 * most 2^-128, for any number of equations and senders in league, since the weights are never disclosed. This holds for
 * each set that is asked about, also if sets share equations with their weights: no ε depends on a weight, and so a
 * batch and each of its lists go wrong with a probability of at most 2^-128 each. The argument fails outside of the
 * groups: where points of small order are let in, ε_j of order 3 passes with a third; hence the strictness of point
 * decoding.
 *
 * <p>Pairings with one of the three fixed points of G2 are joined by adding their points of G1; multiples of the fixed
 * points of G1, by adding the factors.
 */
final class PairingEquations {
    private static final int WEIGHT_BITS = 128;
    private static final CurvePoint G = Group.G1.generator();

    private final SecureRandom random;
    private final PreparedParameters parameters;

    PairingEquations(PreparedParameters parameters, SecureRandom random) {
        this.parameters = parameters;
        this.random = random;
    }

    /**
     * The two equations of a proof of the proof load.
     *
     * <p>{@code e(P, ĉ)·e(−δ_eq·c_y, ĉ_t)·e(−s·g_1, ĝ_n)·e(−π, ĝ) = 1} with P = δ_y·c_y + c_h, and {@code e(c_h −
     * p_h·g, ĝ)·e(ω·g, ĉ_t − p_t·ĝ)·e(−π_kzg, ĝ_1 − z·ĝ) = 1}, of which the pairings with ĉ_t are joined.
     */
    Weighted opened(Proof.ProofLoad proof, Challenges.Weights challenges, Openings.Values values) {
        Proof.Opening opening = proof.opening();
        long[] first = weight();
        long[] second = weight();
        CurvePoint withQ = CurvePoint.sumOfMultiples(
                List.of(proof.cY().negate(), G),
                List.of(product(challenges.delta(Challenges.EQUALITY), first), product(values.omega(), second)));
        CurvePoint withGenerator = CurvePoint.sumOfMultiples(
                List.of(proof.pi().negate(), opening.cH(), opening.piKzg()),
                List.of(integer(first), integer(second), product(values.z(), second)));
        long[] opened = new long[Fr.LIMBS];
        Fr.multiply(opened, 0, values.omega(), 0, values.valueOfT(), 0);
        Fr.add(opened, 0, opened, 0, values.valueOfH(), 0);
        return new Weighted(
                withCHat(proof, challenges, opening.cH(), first),
                proof.cHat(),
                withQ,
                opening.cHatT(),
                withGenerator,
                opening.piKzg().negate().multiply(integer(second)),
                negativeProduct(opened, second),
                negativeProduct(challenges.weightedValue(), first));
    }

    /**
     * The equation of a proof of the verify load, with the sums that the verifier made.
     *
     * @param h Σ f_i·g_(n+1−i)
     * @param q Σ t_i·ĝ_i
     */
    Weighted summed(Proof.VerifyLoad proof, Challenges.Weights challenges, CurvePoint h, CurvePoint q) {
        long[] weight = weight();
        return new Weighted(
                withCHat(proof, challenges, h, weight),
                proof.cHat(),
                proof.cY().negate().multiply(product(challenges.delta(Challenges.EQUALITY), weight)),
                q,
                proof.pi().negate().multiply(integer(weight)),
                Group.G1.infinity(),
                new long[Fr.LIMBS],
                negativeProduct(challenges.weightedValue(), weight));
    }

    /** {@code δ_y·c_y + h} to the weight. */
    private static CurvePoint withCHat(Proof proof, Challenges.Weights challenges, CurvePoint h, long[] weight) {
        return CurvePoint.sumOfMultiples(
                List.of(proof.cY(), h),
                List.of(product(challenges.delta(Challenges.PRODUCT), weight), integer(weight)));
    }

    /** Whether all hold. */
    boolean hold(List<Weighted> equations, Workers workers) {
        if (equations.isEmpty()) {
            return true;
        }
        Pairing pairing = new Pairing();
        CurvePoint withGenerator = Group.G1.infinity();
        CurvePoint withFirstPower = Group.G1.infinity();
        long[] generatorFactor = new long[Fr.LIMBS];
        long[] lastPowerFactor = new long[Fr.LIMBS];
        for (Weighted equation : equations) {
            pairing.multiply(equation.withCHat(), equation.cHat()).multiply(equation.withQ(), equation.q());
            withGenerator = withGenerator.add(equation.withGenerator());
            withFirstPower = withFirstPower.add(equation.withFirstPower());
            Fr.add(generatorFactor, 0, generatorFactor, 0, equation.generatorFactor(), 0);
            Fr.add(lastPowerFactor, 0, lastPowerFactor, 0, equation.lastPowerFactor(), 0);
        }
        return pairing.multiply(withGenerator.add(G.multiply(generatorFactor)), Group.G2.generator())
                .multiply(withFirstPower, parameters.secondPower())
                .multiply(parameters.firstPower().multiply(lastPowerFactor), parameters.lastPower())
                .isOne(workers);
    }

    private long[] weight() {
        return Fr.of(new BigInteger(WEIGHT_BITS, random));
    }

    private static BigInteger integer(long[] element) {
        return Fr.value(element, 0);
    }

    private static BigInteger product(long[] x, long[] y) {
        long[] product = new long[Fr.LIMBS];
        Fr.multiply(product, 0, x, 0, y, 0);
        return integer(product);
    }

    private static long[] negativeProduct(long[] x, long[] y) {
        long[] product = new long[Fr.LIMBS];
        Fr.multiply(product, 0, x, 0, y, 0);
        Fr.negate(product, 0, product, 0);
        return product;
    }

    /**
     * The equations of a proof, each to the power of a weight. They hold if the product of the pairings below is 1.
     *
     * @param withCHat paired with ĉ
     * @param withQ paired with q
     * @param q a point of G2
     * @param withGenerator paired with ĝ, besides the multiple of g
     * @param withFirstPower paired with ĝ_1
     * @param generatorFactor an element; that multiple of g is paired with ĝ
     * @param lastPowerFactor an element; that multiple of g_1 is paired with ĝ_n
     */
    @SuppressWarnings("ArrayRecordComponent") // borrowed; not compared
    record Weighted(
            CurvePoint withCHat,
            CurvePoint cHat,
            CurvePoint withQ,
            CurvePoint q,
            CurvePoint withGenerator,
            CurvePoint withFirstPower,
            long[] generatorFactor,
            long[] lastPowerFactor) {}
}
