package org.fhevm.tfhe.math.simd;

/**
 * The inner loops of keyswitches over integer words.
 *
 * <p>As in {@link TransformKernels}, numbers begin at an index that is the start of a cache line in aligned objects. No
 * kernel allocates.
 */
public interface KeyswitchKernels {
    /** {@link TransformKernels#START} for arrays of 32-bit words. */
    int INT_START = 12;

    /** The same for arrays of 16-bit numbers. */
    int SHORT_START = 24;

    /** The same for arrays of 8-bit numbers. */
    int BYTE_START = 48;

    /** The quickest kernels that this JVM and machine offer. */
    static KeyswitchKernels best() {
        return KernelSelection.KEYSWITCH;
    }

    /** The definition, in plain Java. */
    static KeyswitchKernels scalar() {
        return ScalarKeyswitchKernels.INSTANCE;
    }

    /**
     * One step of a keyswitch in words of 24 bits, whose upper 16 and lower 8 bits are in separate arrays: adds {@code
     * Σ_l digits[d + l]·key[k + l·row + j]} to word {@code j} for {@code j < row}.
     *
     * <p>Upper parts count modulo 2^16. Lower parts are signed; their sums stay separate until {@link #carry}.
     *
     * @param upper sums of upper parts, word j at {@code SHORT_START + j}
     * @param lower sums of lower parts, likewise; the caller ensures that none overflows
     * @param keyUpper upper parts of the key, word k at {@code SHORT_START + k}
     * @param keyLower lower parts of the key, word k at {@code BYTE_START + k}
     * @param keyOffset k, the first word of the first row
     * @param row words in a row; a multiple of 64
     */
    void addRows(
            short[] upper,
            short[] lower,
            int[] digits,
            int digitOffset,
            int levels,
            short[] keyUpper,
            byte[] keyLower,
            int keyOffset,
            int row);

    /** Carries bits 8 and above of the lower parts to the upper ones; lower parts are 0 to 255 afterwards. */
    void carry(short[] upper, short[] lower, int row);

    /**
     * One step of a packing keyswitch in 32-bit words: {@code out[o + j] -= Σ_l digits[d + l]·key[k + l·row + j]} for
     * {@code j < row}.
     *
     * @param row words in a row; a multiple of 64
     */
    void subtractRows(
            int[] out, int outOffset, int[] digits, int digitOffset, int levels, int[] key, int keyOffset, int row);
}
