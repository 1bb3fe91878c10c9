package org.fhevm.tfhe.zk;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.fhevm.tfhe.zk.curve.CurvePoint;
import org.fhevm.tfhe.zk.curve.Group;
import org.fhevm.tfhe.zk.curve.Pairing;
import org.fhevm.tfhe.zk.curve.PointTable;
import org.fhevm.tfhe.zk.curve.Workers;

/**
 * Whether the points of public parameters are powers of one α: each is α times the one before, in both groups. Without
 * this a file could hide α^(n+1)·g, which makes false proofs possible, at the place of another power.
 *
 * <p>With secret random η_i and κ of 128 bits, one product of four pairings says that
 *
 * <ul>
 *   <li>{@code e(Σ η_i·g_(i+1), ĝ) = e(Σ η_i·g_i, ĝ_1)} over i = 1 to n − 1 and n + 2 to 2n − 1,
 *   <li>{@code e(g_1, ĝ) = e(g, ĝ_1)} and {@code e(g_(n+2), ĝ) = e(g_n, ĝ_2)}, across the gap,
 *   <li>{@code e(g, Σ η_i·ĝ_i) = e(Σ η_i·g_i, ĝ)} over i = 1 to n.
 * </ul>
 *
 * <p>All points have been found to be in the groups of order r, so the argument of {@link PairingEquations} holds for
 * each line with a weight of its own: parameters that are no powers pass with a probability of at most 2^-127.
 */
final class ParameterConsistency {
    private static final int WEIGHT_BITS = 128;

    private final PublicParameters parameters;
    private final SecureRandom random = new SecureRandom();
    private final int n;

    ParameterConsistency(PublicParameters parameters) {
        this.parameters = parameters;
        this.n = parameters.shape().powers();
    }

    /**
     * Checks the powers; all points are members of their groups.
     *
     * @param upper whether those above the gap are checked as well
     */
    boolean holds(boolean upper, Workers workers) {
        PointTable first = PointTable.of(Group.G1, parameters.first(), 0, n);
        long[] weights = weights(n);
        CurvePoint lowered = first.sumOfShort(weights, n - 1, workers);
        CurvePoint raised = first.sumOfShort(shifted(weights, n), n, workers);
        CurvePoint all = lowered.add(parameters.firstPower(n).multiply(weight(weights, n - 1)));
        CurvePoint second = PointTable.of(Group.G2, parameters.second(), 0, n).sumOfShort(weights, n, workers);
        BigInteger start = new BigInteger(WEIGHT_BITS, random);
        BigInteger across = new BigInteger(WEIGHT_BITS, random);
        BigInteger between = new BigInteger(WEIGHT_BITS, random);
        CurvePoint g = Group.G1.generator();
        Pairing pairing = new Pairing();
        if (upper) {
            PointTable above = PointTable.of(Group.G1, parameters.first(), n + 1, n - 1);
            long[] aboveWeights = weights(n - 1);
            lowered = lowered.add(above.sumOfShort(aboveWeights, n - 2, workers));
            raised = raised.add(above.sumOfShort(shifted(aboveWeights, n - 1), n - 1, workers))
                    .add(parameters.firstPower(n + 2).multiply(across));
            pairing.multiply(parameters.firstPower(n).multiply(across).negate(), parameters.secondPower(2));
        }
        CurvePoint withGenerator = raised.add(parameters.firstPower(1).multiply(start))
                .add(all.multiply(between).negate());
        CurvePoint withFirst = lowered.add(g.multiply(start)).negate();
        return pairing.multiply(withGenerator, Group.G2.generator())
                .multiply(withFirst, parameters.secondPower(1))
                .multiply(g.multiply(between), second)
                .isOne();
    }

    private long[] weights(int count) {
        long[] weights = new long[2 * count];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextLong();
        }
        return weights;
    }

    /** 0, then all weights but the last. */
    private static long[] shifted(long[] weights, int count) {
        long[] shifted = new long[2 * count];
        System.arraycopy(weights, 0, shifted, 2, 2 * (count - 1));
        return shifted;
    }

    private static BigInteger weight(long[] weights, int index) {
        BigInteger low = new BigInteger(Long.toUnsignedString(weights[2 * index]));
        return low.add(new BigInteger(Long.toUnsignedString(weights[2 * index + 1])).shiftLeft(Long.SIZE));
    }
}
