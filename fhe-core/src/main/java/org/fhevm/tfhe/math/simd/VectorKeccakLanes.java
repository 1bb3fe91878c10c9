package org.fhevm.tfhe.math.simd;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The permutation with the Vector API, as {@link ScalarKeccakLanes} has it. Rotations are one instruction with AVX-512
 * and three with AVX2; the compiler knows. All 25 words of the states fit the registers of AVX-512 only.
 */
final class VectorKeccakLanes implements KeccakLanes {
    static final VectorKeccakLanes INSTANCE = new VectorKeccakLanes();

    private static final VectorSpecies<Long> L = LongVector.SPECIES_PREFERRED;
    private static final int LANES = L.length();
    private static final long[] CONSTANTS = KeccakConstants.rounds();

    private VectorKeccakLanes() {}

    static boolean supported() {
        return LANES == 4 || LANES == 8;
    }

    /**
     * The least number of states for which this is quicker than one after the other: eight lanes take as long as 1.3
     * scalar permutations, four lanes without rotations as long as 2.5.
     */
    static int worthwhileFrom() {
        return LANES == 8 ? 2 : 3;
    }

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public void permute(long[] states) {
        LongVector a0 = LongVector.fromArray(L, states, 0 * LANES);
        LongVector a1 = LongVector.fromArray(L, states, 1 * LANES);
        LongVector a2 = LongVector.fromArray(L, states, 2 * LANES);
        LongVector a3 = LongVector.fromArray(L, states, 3 * LANES);
        LongVector a4 = LongVector.fromArray(L, states, 4 * LANES);
        LongVector a5 = LongVector.fromArray(L, states, 5 * LANES);
        LongVector a6 = LongVector.fromArray(L, states, 6 * LANES);
        LongVector a7 = LongVector.fromArray(L, states, 7 * LANES);
        LongVector a8 = LongVector.fromArray(L, states, 8 * LANES);
        LongVector a9 = LongVector.fromArray(L, states, 9 * LANES);
        LongVector a10 = LongVector.fromArray(L, states, 10 * LANES);
        LongVector a11 = LongVector.fromArray(L, states, 11 * LANES);
        LongVector a12 = LongVector.fromArray(L, states, 12 * LANES);
        LongVector a13 = LongVector.fromArray(L, states, 13 * LANES);
        LongVector a14 = LongVector.fromArray(L, states, 14 * LANES);
        LongVector a15 = LongVector.fromArray(L, states, 15 * LANES);
        LongVector a16 = LongVector.fromArray(L, states, 16 * LANES);
        LongVector a17 = LongVector.fromArray(L, states, 17 * LANES);
        LongVector a18 = LongVector.fromArray(L, states, 18 * LANES);
        LongVector a19 = LongVector.fromArray(L, states, 19 * LANES);
        LongVector a20 = LongVector.fromArray(L, states, 20 * LANES);
        LongVector a21 = LongVector.fromArray(L, states, 21 * LANES);
        LongVector a22 = LongVector.fromArray(L, states, 22 * LANES);
        LongVector a23 = LongVector.fromArray(L, states, 23 * LANES);
        LongVector a24 = LongVector.fromArray(L, states, 24 * LANES);
        for (long constant : CONSTANTS) {
            LongVector c0 = a0.lanewise(VectorOperators.XOR, a5)
                    .lanewise(VectorOperators.XOR, a10)
                    .lanewise(VectorOperators.XOR, a15)
                    .lanewise(VectorOperators.XOR, a20);
            LongVector c1 = a1.lanewise(VectorOperators.XOR, a6)
                    .lanewise(VectorOperators.XOR, a11)
                    .lanewise(VectorOperators.XOR, a16)
                    .lanewise(VectorOperators.XOR, a21);
            LongVector c2 = a2.lanewise(VectorOperators.XOR, a7)
                    .lanewise(VectorOperators.XOR, a12)
                    .lanewise(VectorOperators.XOR, a17)
                    .lanewise(VectorOperators.XOR, a22);
            LongVector c3 = a3.lanewise(VectorOperators.XOR, a8)
                    .lanewise(VectorOperators.XOR, a13)
                    .lanewise(VectorOperators.XOR, a18)
                    .lanewise(VectorOperators.XOR, a23);
            LongVector c4 = a4.lanewise(VectorOperators.XOR, a9)
                    .lanewise(VectorOperators.XOR, a14)
                    .lanewise(VectorOperators.XOR, a19)
                    .lanewise(VectorOperators.XOR, a24);
            LongVector d0 = c4.lanewise(VectorOperators.XOR, c1.lanewise(VectorOperators.ROL, 1));
            LongVector d1 = c0.lanewise(VectorOperators.XOR, c2.lanewise(VectorOperators.ROL, 1));
            LongVector d2 = c1.lanewise(VectorOperators.XOR, c3.lanewise(VectorOperators.ROL, 1));
            LongVector d3 = c2.lanewise(VectorOperators.XOR, c4.lanewise(VectorOperators.ROL, 1));
            LongVector d4 = c3.lanewise(VectorOperators.XOR, c0.lanewise(VectorOperators.ROL, 1));
            LongVector b0 = a0.lanewise(VectorOperators.XOR, d0);
            LongVector b1 = a6.lanewise(VectorOperators.XOR, d1).lanewise(VectorOperators.ROL, 44);
            LongVector b2 = a12.lanewise(VectorOperators.XOR, d2).lanewise(VectorOperators.ROL, 43);
            LongVector b3 = a18.lanewise(VectorOperators.XOR, d3).lanewise(VectorOperators.ROL, 21);
            LongVector b4 = a24.lanewise(VectorOperators.XOR, d4).lanewise(VectorOperators.ROL, 14);
            LongVector e0 = b0.lanewise(VectorOperators.XOR, b2.lanewise(VectorOperators.AND_NOT, b1))
                    .lanewise(VectorOperators.XOR, constant);
            LongVector e1 = b1.lanewise(VectorOperators.XOR, b3.lanewise(VectorOperators.AND_NOT, b2));
            LongVector e2 = b2.lanewise(VectorOperators.XOR, b4.lanewise(VectorOperators.AND_NOT, b3));
            LongVector e3 = b3.lanewise(VectorOperators.XOR, b0.lanewise(VectorOperators.AND_NOT, b4));
            LongVector e4 = b4.lanewise(VectorOperators.XOR, b1.lanewise(VectorOperators.AND_NOT, b0));
            b0 = a3.lanewise(VectorOperators.XOR, d3).lanewise(VectorOperators.ROL, 28);
            b1 = a9.lanewise(VectorOperators.XOR, d4).lanewise(VectorOperators.ROL, 20);
            b2 = a10.lanewise(VectorOperators.XOR, d0).lanewise(VectorOperators.ROL, 3);
            b3 = a16.lanewise(VectorOperators.XOR, d1).lanewise(VectorOperators.ROL, 45);
            b4 = a22.lanewise(VectorOperators.XOR, d2).lanewise(VectorOperators.ROL, 61);
            LongVector e5 = b0.lanewise(VectorOperators.XOR, b2.lanewise(VectorOperators.AND_NOT, b1));
            LongVector e6 = b1.lanewise(VectorOperators.XOR, b3.lanewise(VectorOperators.AND_NOT, b2));
            LongVector e7 = b2.lanewise(VectorOperators.XOR, b4.lanewise(VectorOperators.AND_NOT, b3));
            LongVector e8 = b3.lanewise(VectorOperators.XOR, b0.lanewise(VectorOperators.AND_NOT, b4));
            LongVector e9 = b4.lanewise(VectorOperators.XOR, b1.lanewise(VectorOperators.AND_NOT, b0));
            b0 = a1.lanewise(VectorOperators.XOR, d1).lanewise(VectorOperators.ROL, 1);
            b1 = a7.lanewise(VectorOperators.XOR, d2).lanewise(VectorOperators.ROL, 6);
            b2 = a13.lanewise(VectorOperators.XOR, d3).lanewise(VectorOperators.ROL, 25);
            b3 = a19.lanewise(VectorOperators.XOR, d4).lanewise(VectorOperators.ROL, 8);
            b4 = a20.lanewise(VectorOperators.XOR, d0).lanewise(VectorOperators.ROL, 18);
            LongVector e10 = b0.lanewise(VectorOperators.XOR, b2.lanewise(VectorOperators.AND_NOT, b1));
            LongVector e11 = b1.lanewise(VectorOperators.XOR, b3.lanewise(VectorOperators.AND_NOT, b2));
            LongVector e12 = b2.lanewise(VectorOperators.XOR, b4.lanewise(VectorOperators.AND_NOT, b3));
            LongVector e13 = b3.lanewise(VectorOperators.XOR, b0.lanewise(VectorOperators.AND_NOT, b4));
            LongVector e14 = b4.lanewise(VectorOperators.XOR, b1.lanewise(VectorOperators.AND_NOT, b0));
            b0 = a4.lanewise(VectorOperators.XOR, d4).lanewise(VectorOperators.ROL, 27);
            b1 = a5.lanewise(VectorOperators.XOR, d0).lanewise(VectorOperators.ROL, 36);
            b2 = a11.lanewise(VectorOperators.XOR, d1).lanewise(VectorOperators.ROL, 10);
            b3 = a17.lanewise(VectorOperators.XOR, d2).lanewise(VectorOperators.ROL, 15);
            b4 = a23.lanewise(VectorOperators.XOR, d3).lanewise(VectorOperators.ROL, 56);
            LongVector e15 = b0.lanewise(VectorOperators.XOR, b2.lanewise(VectorOperators.AND_NOT, b1));
            LongVector e16 = b1.lanewise(VectorOperators.XOR, b3.lanewise(VectorOperators.AND_NOT, b2));
            LongVector e17 = b2.lanewise(VectorOperators.XOR, b4.lanewise(VectorOperators.AND_NOT, b3));
            LongVector e18 = b3.lanewise(VectorOperators.XOR, b0.lanewise(VectorOperators.AND_NOT, b4));
            LongVector e19 = b4.lanewise(VectorOperators.XOR, b1.lanewise(VectorOperators.AND_NOT, b0));
            b0 = a2.lanewise(VectorOperators.XOR, d2).lanewise(VectorOperators.ROL, 62);
            b1 = a8.lanewise(VectorOperators.XOR, d3).lanewise(VectorOperators.ROL, 55);
            b2 = a14.lanewise(VectorOperators.XOR, d4).lanewise(VectorOperators.ROL, 39);
            b3 = a15.lanewise(VectorOperators.XOR, d0).lanewise(VectorOperators.ROL, 41);
            b4 = a21.lanewise(VectorOperators.XOR, d1).lanewise(VectorOperators.ROL, 2);
            LongVector e20 = b0.lanewise(VectorOperators.XOR, b2.lanewise(VectorOperators.AND_NOT, b1));
            LongVector e21 = b1.lanewise(VectorOperators.XOR, b3.lanewise(VectorOperators.AND_NOT, b2));
            LongVector e22 = b2.lanewise(VectorOperators.XOR, b4.lanewise(VectorOperators.AND_NOT, b3));
            LongVector e23 = b3.lanewise(VectorOperators.XOR, b0.lanewise(VectorOperators.AND_NOT, b4));
            LongVector e24 = b4.lanewise(VectorOperators.XOR, b1.lanewise(VectorOperators.AND_NOT, b0));
            a0 = e0;
            a1 = e1;
            a2 = e2;
            a3 = e3;
            a4 = e4;
            a5 = e5;
            a6 = e6;
            a7 = e7;
            a8 = e8;
            a9 = e9;
            a10 = e10;
            a11 = e11;
            a12 = e12;
            a13 = e13;
            a14 = e14;
            a15 = e15;
            a16 = e16;
            a17 = e17;
            a18 = e18;
            a19 = e19;
            a20 = e20;
            a21 = e21;
            a22 = e22;
            a23 = e23;
            a24 = e24;
        }
        a0.intoArray(states, 0 * LANES);
        a1.intoArray(states, 1 * LANES);
        a2.intoArray(states, 2 * LANES);
        a3.intoArray(states, 3 * LANES);
        a4.intoArray(states, 4 * LANES);
        a5.intoArray(states, 5 * LANES);
        a6.intoArray(states, 6 * LANES);
        a7.intoArray(states, 7 * LANES);
        a8.intoArray(states, 8 * LANES);
        a9.intoArray(states, 9 * LANES);
        a10.intoArray(states, 10 * LANES);
        a11.intoArray(states, 11 * LANES);
        a12.intoArray(states, 12 * LANES);
        a13.intoArray(states, 13 * LANES);
        a14.intoArray(states, 14 * LANES);
        a15.intoArray(states, 15 * LANES);
        a16.intoArray(states, 16 * LANES);
        a17.intoArray(states, 17 * LANES);
        a18.intoArray(states, 18 * LANES);
        a19.intoArray(states, 19 * LANES);
        a20.intoArray(states, 20 * LANES);
        a21.intoArray(states, 21 * LANES);
        a22.intoArray(states, 22 * LANES);
        a23.intoArray(states, 23 * LANES);
        a24.intoArray(states, 24 * LANES);
    }
}
