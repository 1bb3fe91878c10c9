package org.fhevm.tfhe.math.simd;

/** The keyswitch kernels in plain Java: the definition that the vector form is tested against. */
final class ScalarKeyswitchKernels implements KeyswitchKernels {
    static final ScalarKeyswitchKernels INSTANCE = new ScalarKeyswitchKernels();

    private ScalarKeyswitchKernels() {}

    @Override
    public void addRows(
            short[] upper,
            short[] lower,
            int[] digits,
            int digitOffset,
            int levels,
            short[] keyUpper,
            byte[] keyLower,
            int keyOffset,
            int row) {
        for (int level = 0; level < levels; level++) {
            int digit = digits[digitOffset + level];
            int k = keyOffset + level * row;
            for (int j = 0; j < row; j++) {
                upper[SHORT_START + j] += (short) (digit * keyUpper[SHORT_START + k + j]);
                lower[SHORT_START + j] += (short) (digit * keyLower[BYTE_START + k + j]);
            }
        }
    }

    @Override
    public void carry(short[] upper, short[] lower, int row) {
        for (int j = SHORT_START; j < SHORT_START + row; j++) {
            upper[j] += (short) (lower[j] >> 8);
            lower[j] &= 255;
        }
    }

    @Override
    public void subtractRows(
            int[] out, int outOffset, int[] digits, int digitOffset, int levels, int[] key, int keyOffset, int row) {
        for (int level = 0; level < levels; level++) {
            int digit = digits[digitOffset + level];
            int k = keyOffset + level * row;
            for (int j = 0; j < row; j++) {
                out[outOffset + j] -= digit * key[k + j];
            }
        }
    }
}
