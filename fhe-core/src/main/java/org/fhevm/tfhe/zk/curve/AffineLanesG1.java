package org.fhevm.tfhe.zk.curve;

import org.fhevm.tfhe.math.simd.FieldLanes;

/** Points of G1: λ = (y₂ − y₁)/(x₂ − x₁), x₃ = λ² − x₁ − x₂, y₃ = λ·(x₁ − x₃) − y₁. */
final class AffineLanesG1 extends AffineLanes {
    private final int y = length;
    private final int slope = length;
    private final double[] t = new double[2 * length];
    private final double[] negated = new double[length];

    AffineLanesG1(FieldLanes field) {
        super(Group.G1, field);
    }

    @Override
    void prepare(double[] p, double[] q, int at, int denominatorsAt) {
        field.subtract(denominators, denominatorsAt, q, at, p, at);
    }

    @Override
    void finish(double[] p, double[] q, int at) {
        field.subtract(t, 0, q, at + y, p, at + y);
        field.multiply(t, slope, t, 0, reciprocal, 0);
        complete(p, q, at);
    }

    @Override
    void prepareTwice(double[] p, int at, int denominatorsAt) {
        field.add(denominators, denominatorsAt, p, at + y, p, at + y);
    }

    /** λ = 3·x²/(2·y). */
    @Override
    void finishTwice(double[] p, double[] q, int at) {
        field.multiply(t, 0, p, at, p, at);
        field.multiply(t, 0, t, 0, reciprocal, 0);
        triple(t, slope, t, 0, negated);
        complete(p, q, at);
    }

    private void complete(double[] p, double[] q, int at) {
        field.add(q, at, q, at, p, at);
        field.multiply(t, 0, t, slope, t, slope);
        field.subtractReduced(q, at, t, 0, q, at);
        field.subtract(t, 0, p, at, q, at);
        field.multiply(t, 0, t, 0, t, slope);
        field.subtractReduced(p, at + y, t, 0, p, at + y);
    }
}
