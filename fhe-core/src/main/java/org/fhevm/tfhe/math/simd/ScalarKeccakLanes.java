package org.fhevm.tfhe.math.simd;

/** The definition of {@link KeccakLanes}, on one lane. */
final class ScalarKeccakLanes implements KeccakLanes {
    static final ScalarKeccakLanes INSTANCE = new ScalarKeccakLanes();

    private static final long[] CONSTANTS = KeccakConstants.rounds();

    private ScalarKeccakLanes() {}

    @Override
    public int lanes() {
        return 1;
    }

    /** Word x + 5·y of a state is a lane (x, y) of FIPS 202; b are five of them after ρ and π, a row of χ. */
    @Override
    public void permute(long[] states) {
        long a0 = states[0];
        long a1 = states[1];
        long a2 = states[2];
        long a3 = states[3];
        long a4 = states[4];
        long a5 = states[5];
        long a6 = states[6];
        long a7 = states[7];
        long a8 = states[8];
        long a9 = states[9];
        long a10 = states[10];
        long a11 = states[11];
        long a12 = states[12];
        long a13 = states[13];
        long a14 = states[14];
        long a15 = states[15];
        long a16 = states[16];
        long a17 = states[17];
        long a18 = states[18];
        long a19 = states[19];
        long a20 = states[20];
        long a21 = states[21];
        long a22 = states[22];
        long a23 = states[23];
        long a24 = states[24];
        for (long constant : CONSTANTS) {
            long c0 = a0 ^ a5 ^ a10 ^ a15 ^ a20;
            long c1 = a1 ^ a6 ^ a11 ^ a16 ^ a21;
            long c2 = a2 ^ a7 ^ a12 ^ a17 ^ a22;
            long c3 = a3 ^ a8 ^ a13 ^ a18 ^ a23;
            long c4 = a4 ^ a9 ^ a14 ^ a19 ^ a24;
            long d0 = c4 ^ Long.rotateLeft(c1, 1);
            long d1 = c0 ^ Long.rotateLeft(c2, 1);
            long d2 = c1 ^ Long.rotateLeft(c3, 1);
            long d3 = c2 ^ Long.rotateLeft(c4, 1);
            long d4 = c3 ^ Long.rotateLeft(c0, 1);
            long b0 = a0 ^ d0;
            long b1 = Long.rotateLeft(a6 ^ d1, 44);
            long b2 = Long.rotateLeft(a12 ^ d2, 43);
            long b3 = Long.rotateLeft(a18 ^ d3, 21);
            long b4 = Long.rotateLeft(a24 ^ d4, 14);
            long e0 = b0 ^ (~b1 & b2) ^ constant;
            long e1 = b1 ^ (~b2 & b3);
            long e2 = b2 ^ (~b3 & b4);
            long e3 = b3 ^ (~b4 & b0);
            long e4 = b4 ^ (~b0 & b1);
            b0 = Long.rotateLeft(a3 ^ d3, 28);
            b1 = Long.rotateLeft(a9 ^ d4, 20);
            b2 = Long.rotateLeft(a10 ^ d0, 3);
            b3 = Long.rotateLeft(a16 ^ d1, 45);
            b4 = Long.rotateLeft(a22 ^ d2, 61);
            long e5 = b0 ^ (~b1 & b2);
            long e6 = b1 ^ (~b2 & b3);
            long e7 = b2 ^ (~b3 & b4);
            long e8 = b3 ^ (~b4 & b0);
            long e9 = b4 ^ (~b0 & b1);
            b0 = Long.rotateLeft(a1 ^ d1, 1);
            b1 = Long.rotateLeft(a7 ^ d2, 6);
            b2 = Long.rotateLeft(a13 ^ d3, 25);
            b3 = Long.rotateLeft(a19 ^ d4, 8);
            b4 = Long.rotateLeft(a20 ^ d0, 18);
            long e10 = b0 ^ (~b1 & b2);
            long e11 = b1 ^ (~b2 & b3);
            long e12 = b2 ^ (~b3 & b4);
            long e13 = b3 ^ (~b4 & b0);
            long e14 = b4 ^ (~b0 & b1);
            b0 = Long.rotateLeft(a4 ^ d4, 27);
            b1 = Long.rotateLeft(a5 ^ d0, 36);
            b2 = Long.rotateLeft(a11 ^ d1, 10);
            b3 = Long.rotateLeft(a17 ^ d2, 15);
            b4 = Long.rotateLeft(a23 ^ d3, 56);
            long e15 = b0 ^ (~b1 & b2);
            long e16 = b1 ^ (~b2 & b3);
            long e17 = b2 ^ (~b3 & b4);
            long e18 = b3 ^ (~b4 & b0);
            long e19 = b4 ^ (~b0 & b1);
            b0 = Long.rotateLeft(a2 ^ d2, 62);
            b1 = Long.rotateLeft(a8 ^ d3, 55);
            b2 = Long.rotateLeft(a14 ^ d4, 39);
            b3 = Long.rotateLeft(a15 ^ d0, 41);
            b4 = Long.rotateLeft(a21 ^ d1, 2);
            long e20 = b0 ^ (~b1 & b2);
            long e21 = b1 ^ (~b2 & b3);
            long e22 = b2 ^ (~b3 & b4);
            long e23 = b3 ^ (~b4 & b0);
            long e24 = b4 ^ (~b0 & b1);
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
        states[0] = a0;
        states[1] = a1;
        states[2] = a2;
        states[3] = a3;
        states[4] = a4;
        states[5] = a5;
        states[6] = a6;
        states[7] = a7;
        states[8] = a8;
        states[9] = a9;
        states[10] = a10;
        states[11] = a11;
        states[12] = a12;
        states[13] = a13;
        states[14] = a14;
        states[15] = a15;
        states[16] = a16;
        states[17] = a17;
        states[18] = a18;
        states[19] = a19;
        states[20] = a20;
        states[21] = a21;
        states[22] = a22;
        states[23] = a23;
        states[24] = a24;
    }
}
