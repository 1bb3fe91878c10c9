package org.fhevm.tfhe.math.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/** The lanes of a field with the Vector API. */
final class VectorFieldLanes extends VectorFieldProduct {
    private final double topInverse;

    VectorFieldLanes(FieldDigits digits) {
        super(digits);
        this.topInverse = digits.topInverse();
    }

    static boolean supported() {
        return LANES == 4 || LANES == 8;
    }

    @Override
    public String name() {
        return "field of " + LANES + " lanes";
    }

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public void multiplySum(
            double[] out, int o, double[] x, int xo, double[] y, int yo, double[] u, int uo, double[] v, int vo) {
        LongVector t0 = LongVector.zero(L);
        LongVector t1 = LongVector.zero(L);
        LongVector t2 = LongVector.zero(L);
        LongVector t3 = LongVector.zero(L);
        LongVector t4 = LongVector.zero(L);
        LongVector t5 = LongVector.zero(L);
        LongVector t6 = LongVector.zero(L);
        LongVector t7 = LongVector.zero(L);
        LongVector t8 = LongVector.zero(L);
        DoubleVector split = DoubleVector.broadcast(D, SPLIT);
        DoubleVector rest = DoubleVector.broadcast(D, REST);
        DoubleVector whole = DoubleVector.broadcast(D, WHOLE);
        DoubleVector high;
        DoubleVector a;
        for (int i = 0; i < DIGITS; i++) {
            DoubleVector b = DoubleVector.fromArray(D, y, yo + i * LANES);
            DoubleVector e = DoubleVector.fromArray(D, v, vo + i * LANES);
            a = DoubleVector.fromArray(D, x, xo + 0 * LANES);
            high = a.fma(b, split);
            t0 = t0.add(a.fma(b, rest.sub(high)).reinterpretAsLongs());
            t1 = t1.add(high.reinterpretAsLongs());
            a = DoubleVector.fromArray(D, u, uo + 0 * LANES);
            high = a.fma(e, split);
            t0 = t0.add(a.fma(e, rest.sub(high)).reinterpretAsLongs());
            t1 = t1.add(high.reinterpretAsLongs());
            DoubleVector m = t0.sub(2 * WHOLE_BITS)
                    .mul(negativeInverse)
                    .and(DIGIT_MASK)
                    .lanewise(VectorOperators.XOR, DIGIT_SIGN)
                    .add(WHOLE_BITS - DIGIT_SIGN)
                    .reinterpretAsDoubles()
                    .sub(whole);
            a = DoubleVector.fromArray(D, x, xo + 1 * LANES);
            high = a.fma(b, split);
            t1 = t1.add(a.fma(b, rest.sub(high)).reinterpretAsLongs());
            t2 = t2.add(high.reinterpretAsLongs());
            a = DoubleVector.fromArray(D, u, uo + 1 * LANES);
            high = a.fma(e, split);
            t1 = t1.add(a.fma(e, rest.sub(high)).reinterpretAsLongs());
            t2 = t2.add(high.reinterpretAsLongs());
            a = DoubleVector.fromArray(D, x, xo + 2 * LANES);
            high = a.fma(b, split);
            t2 = t2.add(a.fma(b, rest.sub(high)).reinterpretAsLongs());
            t3 = t3.add(high.reinterpretAsLongs());
            a = DoubleVector.fromArray(D, u, uo + 2 * LANES);
            high = a.fma(e, split);
            t2 = t2.add(a.fma(e, rest.sub(high)).reinterpretAsLongs());
            t3 = t3.add(high.reinterpretAsLongs());
            a = DoubleVector.fromArray(D, x, xo + 3 * LANES);
            high = a.fma(b, split);
            t3 = t3.add(a.fma(b, rest.sub(high)).reinterpretAsLongs());
            t4 = t4.add(high.reinterpretAsLongs());
            a = DoubleVector.fromArray(D, u, uo + 3 * LANES);
            high = a.fma(e, split);
            t3 = t3.add(a.fma(e, rest.sub(high)).reinterpretAsLongs());
            t4 = t4.add(high.reinterpretAsLongs());
            a = DoubleVector.fromArray(D, x, xo + 4 * LANES);
            high = a.fma(b, split);
            t4 = t4.add(a.fma(b, rest.sub(high)).reinterpretAsLongs());
            t5 = t5.add(high.reinterpretAsLongs());
            a = DoubleVector.fromArray(D, u, uo + 4 * LANES);
            high = a.fma(e, split);
            t4 = t4.add(a.fma(e, rest.sub(high)).reinterpretAsLongs());
            t5 = t5.add(high.reinterpretAsLongs());
            a = DoubleVector.fromArray(D, x, xo + 5 * LANES);
            high = a.fma(b, split);
            t5 = t5.add(a.fma(b, rest.sub(high)).reinterpretAsLongs());
            t6 = t6.add(high.reinterpretAsLongs());
            a = DoubleVector.fromArray(D, u, uo + 5 * LANES);
            high = a.fma(e, split);
            t5 = t5.add(a.fma(e, rest.sub(high)).reinterpretAsLongs());
            t6 = t6.add(high.reinterpretAsLongs());
            a = DoubleVector.fromArray(D, x, xo + 6 * LANES);
            high = a.fma(b, split);
            t6 = t6.add(a.fma(b, rest.sub(high)).reinterpretAsLongs());
            t7 = t7.add(high.reinterpretAsLongs());
            a = DoubleVector.fromArray(D, u, uo + 6 * LANES);
            high = a.fma(e, split);
            t6 = t6.add(a.fma(e, rest.sub(high)).reinterpretAsLongs());
            t7 = t7.add(high.reinterpretAsLongs());
            a = DoubleVector.fromArray(D, x, xo + 7 * LANES);
            high = a.fma(b, split);
            t7 = t7.add(a.fma(b, rest.sub(high)).reinterpretAsLongs());
            t8 = t8.add(high.reinterpretAsLongs());
            a = DoubleVector.fromArray(D, u, uo + 7 * LANES);
            high = a.fma(e, split);
            t7 = t7.add(a.fma(e, rest.sub(high)).reinterpretAsLongs());
            t8 = t8.add(high.reinterpretAsLongs());
            a = DoubleVector.fromArray(D, x, xo + 8 * LANES);
            high = a.fma(b, split);
            t8 = t8.add(a.fma(b, rest.sub(high)).reinterpretAsLongs());
            LongVector t9 = high.reinterpretAsLongs();
            a = DoubleVector.fromArray(D, u, uo + 8 * LANES);
            high = a.fma(e, split);
            t8 = t8.add(a.fma(e, rest.sub(high)).reinterpretAsLongs());
            t9 = t9.add(high.reinterpretAsLongs());
            a = DoubleVector.broadcast(D, prime[0]);
            high = a.fma(m, split);
            t0 = t0.add(a.fma(m, rest.sub(high)).reinterpretAsLongs());
            t1 = t1.add(high.reinterpretAsLongs());
            a = DoubleVector.broadcast(D, prime[1]);
            high = a.fma(m, split);
            t1 = t1.add(a.fma(m, rest.sub(high)).reinterpretAsLongs());
            t2 = t2.add(high.reinterpretAsLongs());
            a = DoubleVector.broadcast(D, prime[2]);
            high = a.fma(m, split);
            t2 = t2.add(a.fma(m, rest.sub(high)).reinterpretAsLongs());
            t3 = t3.add(high.reinterpretAsLongs());
            a = DoubleVector.broadcast(D, prime[3]);
            high = a.fma(m, split);
            t3 = t3.add(a.fma(m, rest.sub(high)).reinterpretAsLongs());
            t4 = t4.add(high.reinterpretAsLongs());
            a = DoubleVector.broadcast(D, prime[4]);
            high = a.fma(m, split);
            t4 = t4.add(a.fma(m, rest.sub(high)).reinterpretAsLongs());
            t5 = t5.add(high.reinterpretAsLongs());
            a = DoubleVector.broadcast(D, prime[5]);
            high = a.fma(m, split);
            t5 = t5.add(a.fma(m, rest.sub(high)).reinterpretAsLongs());
            t6 = t6.add(high.reinterpretAsLongs());
            a = DoubleVector.broadcast(D, prime[6]);
            high = a.fma(m, split);
            t6 = t6.add(a.fma(m, rest.sub(high)).reinterpretAsLongs());
            t7 = t7.add(high.reinterpretAsLongs());
            a = DoubleVector.broadcast(D, prime[7]);
            high = a.fma(m, split);
            t7 = t7.add(a.fma(m, rest.sub(high)).reinterpretAsLongs());
            t8 = t8.add(high.reinterpretAsLongs());
            a = DoubleVector.broadcast(D, prime[8]);
            high = a.fma(m, split);
            t8 = t8.add(a.fma(m, rest.sub(high)).reinterpretAsLongs());
            t9 = t9.add(high.reinterpretAsLongs());
            LongVector carry = t0.sub(3 * WHOLE_BITS).lanewise(VectorOperators.ASHR, DIGIT_BITS);
            t0 = t1.sub(3 * (SPLIT_BITS + WHOLE_BITS)).add(carry);
            t1 = t2.sub(3 * (SPLIT_BITS + WHOLE_BITS));
            t2 = t3.sub(3 * (SPLIT_BITS + WHOLE_BITS));
            t3 = t4.sub(3 * (SPLIT_BITS + WHOLE_BITS));
            t4 = t5.sub(3 * (SPLIT_BITS + WHOLE_BITS));
            t5 = t6.sub(3 * (SPLIT_BITS + WHOLE_BITS));
            t6 = t7.sub(3 * (SPLIT_BITS + WHOLE_BITS));
            t7 = t8.sub(3 * (SPLIT_BITS + WHOLE_BITS));
            t8 = t9.sub(3 * SPLIT_BITS);
        }
        LongVector carry = t0.add(DIGIT_SIGN).lanewise(VectorOperators.ASHR, DIGIT_BITS);
        t1 = t1.add(carry);
        t0.sub(carry.lanewise(VectorOperators.LSHL, DIGIT_BITS))
                .add(WHOLE_BITS)
                .reinterpretAsDoubles()
                .sub(whole)
                .intoArray(out, o + 0 * LANES);
        carry = t1.add(DIGIT_SIGN).lanewise(VectorOperators.ASHR, DIGIT_BITS);
        t2 = t2.add(carry);
        t1.sub(carry.lanewise(VectorOperators.LSHL, DIGIT_BITS))
                .add(WHOLE_BITS)
                .reinterpretAsDoubles()
                .sub(whole)
                .intoArray(out, o + 1 * LANES);
        carry = t2.add(DIGIT_SIGN).lanewise(VectorOperators.ASHR, DIGIT_BITS);
        t3 = t3.add(carry);
        t2.sub(carry.lanewise(VectorOperators.LSHL, DIGIT_BITS))
                .add(WHOLE_BITS)
                .reinterpretAsDoubles()
                .sub(whole)
                .intoArray(out, o + 2 * LANES);
        carry = t3.add(DIGIT_SIGN).lanewise(VectorOperators.ASHR, DIGIT_BITS);
        t4 = t4.add(carry);
        t3.sub(carry.lanewise(VectorOperators.LSHL, DIGIT_BITS))
                .add(WHOLE_BITS)
                .reinterpretAsDoubles()
                .sub(whole)
                .intoArray(out, o + 3 * LANES);
        carry = t4.add(DIGIT_SIGN).lanewise(VectorOperators.ASHR, DIGIT_BITS);
        t5 = t5.add(carry);
        t4.sub(carry.lanewise(VectorOperators.LSHL, DIGIT_BITS))
                .add(WHOLE_BITS)
                .reinterpretAsDoubles()
                .sub(whole)
                .intoArray(out, o + 4 * LANES);
        carry = t5.add(DIGIT_SIGN).lanewise(VectorOperators.ASHR, DIGIT_BITS);
        t6 = t6.add(carry);
        t5.sub(carry.lanewise(VectorOperators.LSHL, DIGIT_BITS))
                .add(WHOLE_BITS)
                .reinterpretAsDoubles()
                .sub(whole)
                .intoArray(out, o + 5 * LANES);
        carry = t6.add(DIGIT_SIGN).lanewise(VectorOperators.ASHR, DIGIT_BITS);
        t7 = t7.add(carry);
        t6.sub(carry.lanewise(VectorOperators.LSHL, DIGIT_BITS))
                .add(WHOLE_BITS)
                .reinterpretAsDoubles()
                .sub(whole)
                .intoArray(out, o + 6 * LANES);
        carry = t7.add(DIGIT_SIGN).lanewise(VectorOperators.ASHR, DIGIT_BITS);
        t8 = t8.add(carry);
        t7.sub(carry.lanewise(VectorOperators.LSHL, DIGIT_BITS))
                .add(WHOLE_BITS)
                .reinterpretAsDoubles()
                .sub(whole)
                .intoArray(out, o + 7 * LANES);
        t8.add(WHOLE_BITS).reinterpretAsDoubles().sub(whole).intoArray(out, o + 8 * LANES);
    }

    @Override
    public void add(double[] out, int o, double[] x, int xo, double[] y, int yo) {
        for (int j = 0; j < DIGITS * LANES; j += LANES) {
            DoubleVector.fromArray(D, x, xo + j)
                    .add(DoubleVector.fromArray(D, y, yo + j))
                    .intoArray(out, o + j);
        }
    }

    @Override
    public void subtract(double[] out, int o, double[] x, int xo, double[] y, int yo) {
        for (int j = 0; j < DIGITS * LANES; j += LANES) {
            DoubleVector.fromArray(D, x, xo + j)
                    .sub(DoubleVector.fromArray(D, y, yo + j))
                    .intoArray(out, o + j);
        }
    }

    @Override
    public void subtractReduced(double[] out, int o, double[] x, int xo, double[] y, int yo) {
        int top = (DIGITS - 1) * LANES;
        DoubleVector whole = DoubleVector.broadcast(D, WHOLE);
        DoubleVector split = DoubleVector.broadcast(D, SPLIT);
        DoubleVector quotient = DoubleVector.fromArray(D, x, xo + top)
                .sub(DoubleVector.fromArray(D, y, yo + top))
                .mul(topInverse)
                .add(whole)
                .sub(whole)
                .neg();
        DoubleVector carry = DoubleVector.zero(D);
        for (int j = 0; j < DIGITS; j++) {
            DoubleVector digit =
                    DoubleVector.fromArray(D, x, xo + j * LANES).sub(DoubleVector.fromArray(D, y, yo + j * LANES));
            digit = quotient.fma(DoubleVector.broadcast(D, prime[j]), digit.add(carry));
            if (j < DIGITS - 1) {
                DoubleVector above = digit.add(split).sub(split);
                digit = digit.sub(above);
                carry = above.mul(FieldDigits.DIGIT_DOWN);
            }
            digit.intoArray(out, o + j * LANES);
        }
    }
}
