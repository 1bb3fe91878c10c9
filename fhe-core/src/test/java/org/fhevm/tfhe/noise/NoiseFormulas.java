package org.fhevm.tfhe.noise;

import java.util.Arrays;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.parameters.CompressionParameters;
import org.fhevm.tfhe.parameters.ComputeParameters;
import org.fhevm.tfhe.parameters.Decomposition;
import org.fhevm.tfhe.parameters.NoiseDistribution;

/**
 * Variances of the steps of TFHE, in squared units of 2^-64 of the torus, for one set of keys: the number of ones in
 * each secret key is known, so the formulas need no expectation over keys. Derived as in ePrint 2021/1402, §4, and
 * ePrint 2018/421, §3-4.
 */
final class NoiseFormulas {
    /** Bits kept of each word of a keyswitch key. */
    private static final int KEYSWITCH_WORD = 24;

    private final ComputeParameters compute;
    private final CompressionParameters compression;
    private final int smallWeight;
    private final int bigWeight;
    private final int packingWeight;

    NoiseFormulas(ClientKey key) {
        compute = key.parameters();
        compression = key.compressionPrivateKey().orElseThrow().parameters();
        smallWeight = weight(key.lweSecretKey().secretBits());
        bigWeight = weight(key.glweSecretKey().secretBits());
        packingWeight =
                weight(key.compressionPrivateKey().orElseThrow().secretKey().secretBits());
    }

    private static int weight(long[] bits) {
        return (int) Arrays.stream(bits).sum();
    }

    static double variance(NoiseDistribution noise) {
        return switch (noise) {
            case NoiseDistribution.TUniform uniform -> (Math.scalb(1.0, 2 * uniform.boundLog2() + 1) + 1) / 6;
            case NoiseDistribution.Gaussian gaussian -> Math.pow(gaussian.standardDeviation() * 0x1p64, 2);
        };
    }

    /** Rounding a uniform word to its upper {@code bits} bits: uniform over one step. */
    private static double roundingVariance(int bits) {
        return Math.scalb(1.0, 2 * (64 - bits)) / 12;
    }

    /** Mean square of a balanced digit. */
    private static double digitSquare(Decomposition decomposition) {
        return (Math.scalb(1.0, 2 * decomposition.baseLog()) + 2) / 12;
    }

    private static int precision(Decomposition decomposition) {
        return decomposition.baseLog() * decomposition.levelCount();
    }

    /** Keyswitch from the big to the small key, whose words are rounded to 24 bits. */
    double keyswitch() {
        Decomposition decomposition = compute.keyswitch();
        double keyNoise = (double) compute.bigLweDimension()
                * decomposition.levelCount()
                * digitSquare(decomposition)
                * (variance(compute.lweNoise()) + (1 + smallWeight) * roundingVariance(KEYSWITCH_WORD));
        return keyNoise + bigWeight * roundingVariance(precision(decomposition));
    }

    /** The plain switch to 2N: each word rounded, those of the mask counting where the key bit is one. */
    double plainModulusSwitch() {
        return (smallWeight + 1) * roundingVariance(rotationLog2());
    }

    /**
     * The centred switch: with the mean removed each mask word counts with its key bit less one half, whose square is
     * always a quarter.
     */
    double centredModulusSwitch() {
        return (compute.lweDimension() / 4.0 + 1) * roundingVariance(rotationLog2());
    }

    int rotationLog2() {
        return Integer.numberOfTrailingZeros(2 * compute.polynomialSize());
    }

    /** A blind rotation under the bootstrapping key. */
    double bootstrap() {
        return rotation(compute.lweDimension(), smallWeight, compute.bootstrap());
    }

    /** A blind rotation under the decompression key. */
    double decompression() {
        return rotation(
                compression.packingGlweDimension() * compression.packingPolynomialSize(),
                packingWeight,
                compression.bootstrap());
    }

    private double rotation(int steps, int weight, Decomposition decomposition) {
        int width = compute.glweDimension() + 1;
        double keyNoise = (double) steps
                * width
                * decomposition.levelCount()
                * compute.polynomialSize()
                * digitSquare(decomposition)
                * variance(compute.glweNoise());
        // The rounding of the accumulator is multiplied by the key bit, and by the big key for the mask.
        double rounding = (double) weight * (1 + bigWeight) * roundingVariance(precision(decomposition));
        return keyNoise + rounding + (double) steps * width * decomposition.levelCount() * floatingPoint(decomposition);
    }

    /**
     * The error of one product of digits and key polynomial in double precision, as it shows in the phase. In a
     * coefficient it has a standard deviation of {@code 2^8·B·√(N·log2(N/2))}: measured against exact products at N =
     * 512 and 2048, and in keeping with a relative error of 2^-53 in each of log2(N/2) levels of butterflies. The big
     * key multiplies the error of the mask.
     */
    private double floatingPoint(Decomposition decomposition) {
        int n = compute.polynomialSize();
        double coefficient = Math.scalb(1.0, 2 * (8 + decomposition.baseLog())) * n * (Math.log(n / 2.0) / Math.log(2));
        return (1 + bigWeight) * coefficient;
    }

    /**
     * A block in a packed list before the list is rounded. The packing keyswitch of each block leaves noise of its key
     * in all coefficients, so that a block has that of all blocks of its list.
     *
     * @param blockVariance of the block's own noise
     * @param blocks in the list
     */
    double packed(double blockVariance, int blocks) {
        Decomposition decomposition = compression.packing();
        double keyNoise = (double) compute.bigLweDimension()
                * decomposition.levelCount()
                * digitSquare(decomposition)
                * variance(compression.packingNoise());
        int scale = compute.messageModulus();
        return blockVariance * scale * scale
                + blocks * keyNoise
                + bigWeight * roundingVariance(precision(decomposition));
    }

    /** The same block once the list is rounded to its stored form. */
    double stored(double blockVariance, int blocks) {
        return packed(blockVariance, blocks) + (packingWeight + 1) * roundingVariance(compression.storageLogModulus());
    }
}
