package org.fhevm.tfhe.math.simd;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The keyswitch kernels with the Vector API. */
final class VectorKeyswitchKernels implements KeyswitchKernels {
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Short> S = ShortVector.SPECIES_PREFERRED;

    /** As many bytes as {@link #S} has lanes. */
    private static final VectorSpecies<Byte> B =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(S.vectorBitSize() / 2));

    /** Five rows at once save four passes over the sums; the published parameters have five levels. */
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
        int level = 0;
        for (; level + 5 <= levels; level += 5) {
            addFiveRows(upper, lower, digits, digitOffset + level, keyUpper, keyLower, keyOffset + level * row, row);
        }
        for (; level < levels; level++) {
            addRow(upper, lower, digits[digitOffset + level], keyUpper, keyLower, keyOffset + level * row, row);
        }
    }

    private static void addFiveRows(
            short[] upper,
            short[] lower,
            int[] digits,
            int digitOffset,
            short[] keyUpper,
            byte[] keyLower,
            int keyOffset,
            int row) {
        short d0 = (short) digits[digitOffset];
        short d1 = (short) digits[digitOffset + 1];
        short d2 = (short) digits[digitOffset + 2];
        short d3 = (short) digits[digitOffset + 3];
        short d4 = (short) digits[digitOffset + 4];
        for (int j = 0; j < row; j += S.length()) {
            int k = SHORT_START + keyOffset + j;
            ShortVector sum = ShortVector.fromArray(S, upper, SHORT_START + j);
            sum = sum.add(ShortVector.fromArray(S, keyUpper, k).mul(d0));
            sum = sum.add(ShortVector.fromArray(S, keyUpper, k + row).mul(d1));
            sum = sum.add(ShortVector.fromArray(S, keyUpper, k + 2 * row).mul(d2));
            sum = sum.add(ShortVector.fromArray(S, keyUpper, k + 3 * row).mul(d3));
            sum = sum.add(ShortVector.fromArray(S, keyUpper, k + 4 * row).mul(d4));
            sum.intoArray(upper, SHORT_START + j);
        }
        for (int j = 0; j < row; j += S.length()) {
            int k = BYTE_START + keyOffset + j;
            ShortVector sum = ShortVector.fromArray(S, lower, SHORT_START + j);
            sum = sum.add(widened(keyLower, k).mul(d0));
            sum = sum.add(widened(keyLower, k + row).mul(d1));
            sum = sum.add(widened(keyLower, k + 2 * row).mul(d2));
            sum = sum.add(widened(keyLower, k + 3 * row).mul(d3));
            sum = sum.add(widened(keyLower, k + 4 * row).mul(d4));
            sum.intoArray(lower, SHORT_START + j);
        }
    }

    private static void addRow(
            short[] upper, short[] lower, int digit, short[] keyUpper, byte[] keyLower, int keyOffset, int row) {
        for (int j = 0; j < row; j += S.length()) {
            ShortVector.fromArray(S, keyUpper, SHORT_START + keyOffset + j)
                    .mul((short) digit)
                    .add(ShortVector.fromArray(S, upper, SHORT_START + j))
                    .intoArray(upper, SHORT_START + j);
            widened(keyLower, BYTE_START + keyOffset + j)
                    .mul((short) digit)
                    .add(ShortVector.fromArray(S, lower, SHORT_START + j))
                    .intoArray(lower, SHORT_START + j);
        }
    }

    private static ShortVector widened(byte[] bytes, int index) {
        return (ShortVector) ByteVector.fromArray(B, bytes, index).convertShape(VectorOperators.B2S, S, 0);
    }

    @Override
    public void carry(short[] upper, short[] lower, int row) {
        for (int j = SHORT_START; j < SHORT_START + row; j += S.length()) {
            ShortVector low = ShortVector.fromArray(S, lower, j);
            ShortVector.fromArray(S, upper, j)
                    .add(low.lanewise(VectorOperators.ASHR, 8))
                    .intoArray(upper, j);
            low.and((short) 255).intoArray(lower, j);
        }
    }

    /** Four rows at once save three passes over the output; the published parameters have four levels. */
    @Override
    public void subtractRows(
            int[] out, int outOffset, int[] digits, int digitOffset, int levels, int[] key, int keyOffset, int row) {
        int level = 0;
        for (; level + 4 <= levels; level += 4) {
            subtractFourRows(out, outOffset, digits, digitOffset + level, key, keyOffset + level * row, row);
        }
        for (; level < levels; level++) {
            subtractRow(out, outOffset, digits[digitOffset + level], key, keyOffset + level * row, row);
        }
    }

    private static void subtractFourRows(
            int[] out, int outOffset, int[] digits, int digitOffset, int[] key, int keyOffset, int row) {
        int d0 = digits[digitOffset];
        int d1 = digits[digitOffset + 1];
        int d2 = digits[digitOffset + 2];
        int d3 = digits[digitOffset + 3];
        for (int j = 0; j < row; j += I.length()) {
            IntVector sum = IntVector.fromArray(I, key, keyOffset + j).mul(d0);
            sum = sum.add(IntVector.fromArray(I, key, keyOffset + row + j).mul(d1));
            sum = sum.add(IntVector.fromArray(I, key, keyOffset + 2 * row + j).mul(d2));
            sum = sum.add(IntVector.fromArray(I, key, keyOffset + 3 * row + j).mul(d3));
            IntVector.fromArray(I, out, outOffset + j).sub(sum).intoArray(out, outOffset + j);
        }
    }

    private static void subtractRow(int[] out, int outOffset, int digit, int[] key, int keyOffset, int row) {
        for (int j = 0; j < row; j += I.length()) {
            IntVector product = IntVector.fromArray(I, key, keyOffset + j).mul(digit);
            IntVector.fromArray(I, out, outOffset + j).sub(product).intoArray(out, outOffset + j);
        }
    }
}
