package org.fhevm.tfhe.zk.curve;

import java.util.Arrays;
import org.fhevm.tfhe.math.simd.FieldLanes;

/** Points of G2. The denominators are the norms d₀² + d₁² of d = x₂ − x₁, since 1/d = (d₀ − d₁·u)/(d₀² + d₁²). */
final class AffineLanesG2 extends AffineLanes {
    private final int x1 = length;
    private final int y0 = 2 * length;
    private final int y1 = 3 * length;
    private final int i0 = 0;
    private final int i1 = length;
    private final int slope0 = 2 * length;
    private final int slope1 = 3 * length;
    private final int e0 = 4 * length;
    private final int e1 = 5 * length;
    private final int minus = 6 * length;
    private final double[] t = new double[7 * length];
    private final double[] negated = new double[length];

    AffineLanesG2(FieldLanes field) {
        super(Group.G2, field);
    }

    @Override
    void prepare(double[] p, double[] q, int at, int denominatorsAt) {
        int d1 = length;
        field.subtract(t, 0, q, at, p, at);
        field.subtract(t, d1, q, at + x1, p, at + x1);
        field.multiplySum(denominators, denominatorsAt, t, 0, t, 0, t, d1, t, d1);
    }

    @Override
    void finish(double[] p, double[] q, int at) {
        // 1/d = i0 − i1·u
        field.subtract(t, i0, q, at, p, at);
        field.subtract(t, i1, q, at + x1, p, at + x1);
        field.multiply(t, i0, t, i0, reciprocal, 0);
        field.multiply(t, i1, t, i1, reciprocal, 0);
        field.subtract(t, e0, q, at + y0, p, at + y0);
        field.subtract(t, e1, q, at + y1, p, at + y1);
        field.subtract(t, minus, p, at + y0, q, at + y0);
        field.multiplySum(t, slope0, t, e0, t, i0, t, e1, t, i1);
        field.multiplySum(t, slope1, t, e1, t, i0, t, minus, t, i1);
        complete(p, q, at);
    }

    @Override
    void prepareTwice(double[] p, int at, int denominatorsAt) {
        field.add(t, i0, p, at + y0, p, at + y0);
        field.add(t, i1, p, at + y1, p, at + y1);
        field.multiplySum(denominators, denominatorsAt, t, i0, t, i0, t, i1, t, i1);
    }

    /** λ = 3·x²/(2·y), with x² = (x₀ + x₁)·(x₀ − x₁) + 2·x₀·x₁·u. */
    @Override
    void finishTwice(double[] p, double[] q, int at) {
        field.add(t, i0, p, at + y0, p, at + y0);
        field.add(t, i1, p, at + y1, p, at + y1);
        field.multiply(t, i0, t, i0, reciprocal, 0);
        field.multiply(t, i1, t, i1, reciprocal, 0);
        field.add(t, e0, p, at, p, at + x1);
        field.subtract(t, e1, p, at, p, at + x1);
        field.multiply(t, e0, t, e0, t, e1);
        field.add(t, e1, p, at, p, at);
        field.multiply(t, e1, t, e1, p, at + x1);
        Arrays.fill(negated, 0);
        field.subtract(t, minus, negated, 0, t, e0);
        field.multiplySum(t, slope0, t, e0, t, i0, t, e1, t, i1);
        field.multiplySum(t, slope1, t, e1, t, i0, t, minus, t, i1);
        triple(t, slope0, t, slope0, negated);
        triple(t, slope1, t, slope1, negated);
        complete(p, q, at);
    }

    private void complete(double[] p, double[] q, int at) {
        // λ² = (λ₀ + λ₁)·(λ₀ − λ₁) + 2·λ₀·λ₁·u
        field.add(t, i0, t, slope0, t, slope1);
        field.subtract(t, i1, t, slope0, t, slope1);
        field.multiply(t, e0, t, i0, t, i1);
        field.add(t, i0, t, slope0, t, slope0);
        field.multiply(t, e1, t, i0, t, slope1);
        field.add(q, at, q, at, p, at);
        field.subtractReduced(q, at, t, e0, q, at);
        field.add(q, at + x1, q, at + x1, p, at + x1);
        field.subtractReduced(q, at + x1, t, e1, q, at + x1);
        field.subtract(t, e0, p, at, q, at);
        field.subtract(t, e1, p, at + x1, q, at + x1);
        field.subtract(t, minus, q, at + x1, p, at + x1);
        field.multiplySum(t, i0, t, slope0, t, e0, t, slope1, t, minus);
        field.multiplySum(t, i1, t, slope0, t, e1, t, slope1, t, e0);
        field.subtractReduced(p, at + y0, t, i0, p, at + y0);
        field.subtractReduced(p, at + y1, t, i1, p, at + y1);
    }
}
