package org.fhevm.tfhe.math.simd;

/** The constants that the rounds of Keccak-f[1600] add in their last step (FIPS 202, algorithm 5). */
final class KeccakConstants {
    private static final int ROUNDS = 24;

    private KeccakConstants() {}

    /** One for each round; a new array. Bits 2^j − 1 come from a shift register over X^8 + X^6 + X^5 + X^4 + 1. */
    static long[] rounds() {
        long[] constants = new long[ROUNDS];
        int register = 1;
        for (int round = 0; round < ROUNDS; round++) {
            for (int j = 0; j <= 6; j++) {
                constants[round] |= (register & 1L) << ((1 << j) - 1);
                register <<= 1;
                register ^= (register >> 8) * 0x171;
            }
        }
        return constants;
    }
}
