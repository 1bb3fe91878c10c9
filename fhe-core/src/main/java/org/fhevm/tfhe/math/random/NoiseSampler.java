package org.fhevm.tfhe.math.random;

import org.fhevm.tfhe.parameters.NoiseDistribution;
import org.fhevm.tfhe.parameters.NoiseDistribution.Gaussian;
import org.fhevm.tfhe.parameters.NoiseDistribution.TUniform;

/** Draws noise, in units of 2^−64 of the torus, from the stream of a generator. Mutable as its generator is. */
public final class NoiseSampler {
    private static final double TORUS = 0x1p64;

    private final NoiseDistribution distribution;
    private final Csprng generator;

    public NoiseSampler(NoiseDistribution distribution, Csprng generator) {
        this.distribution = distribution;
        this.generator = generator;
    }

    /** One sample. */
    public long next() {
        return switch (distribution) {
            case TUniform tUniform -> next(tUniform);
            case Gaussian gaussian -> next(gaussian);
        };
    }

    /** Adds a sample to each word of a range, modulo 2^64. */
    public void addTo(long[] words, int from, int length) {
        for (int i = from; i < from + length; i++) {
            words[i] += next();
        }
    }

    /**
     * Draws boundLog2 + 2 bits c. The upper ones give the value and the lowest adds one with probability one half, so
     * that the two ends get half the weight of the rest. No branch depends on the sample.
     */
    private long next(TUniform distribution) {
        int bits = distribution.boundLog2() + 2;
        long c = generator.nextBytes(Math.ceilDiv(bits, 8)) & -1L >>> (Long.SIZE - bits);
        return (c >>> 1) + (c & 1) - (1L << distribution.boundLog2());
    }

    /** Box and Muller's polar method in Marsaglia's form; the second value of each pair is dropped. */
    private long next(Gaussian distribution) {
        while (true) {
            double u = nextSigned();
            double v = nextSigned();
            double s = u * u + v * v;
            if (s > 0 && s < 1) {
                double normal = u * Math.sqrt(-2 * Math.log(s) / s);
                double value = normal * distribution.standardDeviation() + distribution.mean();
                return roundToTorus(value);
            }
        }
    }

    /** A uniform double of [−1, 1) with 53 bits. */
    private double nextSigned() {
        return (generator.nextLong() >> 11) * 0x1p-52;
    }

    /** The nearest multiple of 2^−64, modulo 1. */
    private static long roundToTorus(double value) {
        double fraction = value - Math.rint(value);
        return fraction == 0.5 ? Long.MIN_VALUE : Math.round(fraction * TORUS);
    }
}
