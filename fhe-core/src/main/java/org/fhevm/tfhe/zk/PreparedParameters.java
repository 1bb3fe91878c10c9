package org.fhevm.tfhe.zk;

import java.util.List;
import org.fhevm.tfhe.zk.curve.CurvePoint;
import org.fhevm.tfhe.zk.curve.Group;
import org.fhevm.tfhe.zk.curve.PointTable;

/**
 * Public parameters prepared for verification, once for each tenant. Immutable.
 *
 * <p>Keeps 216 bytes for each power in the first group and 288 in the second: 43 MB at the parameters of fhevm. The
 * points of the parameters themselves are not kept.
 */
public final class PreparedParameters {
    private final ProofShape shape;
    private final List<byte[]> separators;
    private final PointTable first;
    private final PointTable second;
    private final CurvePoint firstPower;
    private final CurvePoint secondPower;
    private final CurvePoint lastPower;

    /** Prepares parameters that were validated. */
    public PreparedParameters(PublicParameters parameters) {
        int n = parameters.shape().powers();
        this.first = PointTable.of(Group.G1, parameters.first(), 0, n);
        this.second = PointTable.of(Group.G2, parameters.second(), 0, n);
        this.firstPower = parameters.firstPower(1);
        this.secondPower = parameters.secondPower(1);
        this.lastPower = parameters.secondPower(n);
        this.shape = parameters.shape();
        this.separators = parameters.separators();
    }

    public ProofShape shape() {
        return shape;
    }

    /** Bytes that the tables keep. */
    public long memoryBytes() {
        return first.memoryBytes() + second.memoryBytes();
    }

    /** The separators of the challenges; borrowed. */
    List<byte[]> separators() {
        return separators;
    }

    /** g_1 to g_n. */
    PointTable first() {
        return first;
    }

    /** ĝ_1 to ĝ_n. */
    PointTable second() {
        return second;
    }

    /** g_1. */
    CurvePoint firstPower() {
        return firstPower;
    }

    /** ĝ_1. */
    CurvePoint secondPower() {
        return secondPower;
    }

    /** ĝ_n. */
    CurvePoint lastPower() {
        return lastPower;
    }
}
