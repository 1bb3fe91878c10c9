package org.fhevm.tfhe.parameters;

/** The distribution of encryption noise, as a description; sampling is in {@code math.random}. */
public sealed interface NoiseDistribution {
    /**
     * Integers of [−2^boundLog2, 2^boundLog2] in units of 2^−64 of the torus; both end points have half the probability
     * of an inner value. The variance is (2^(2·boundLog2 + 1) + 1) / 6.
     *
     * @param boundLog2 from 0 to 62
     */
    record TUniform(int boundLog2) implements NoiseDistribution {
        public TUniform {
            if (boundLog2 < 0 || boundLog2 > 62) {
                throw new IllegalArgumentException("TUniform bound 2^" + boundLog2 + " is not between 2^0 and 2^62");
            }
        }
    }

    /**
     * A rounded normal distribution.
     *
     * @param standardDeviation as a fraction of the torus
     * @param mean as a fraction of the torus
     */
    record Gaussian(double standardDeviation, double mean) implements NoiseDistribution {
        public Gaussian {
            if (!(standardDeviation >= 0 && standardDeviation < 1)) {
                throw new IllegalArgumentException(
                        "standard deviation " + standardDeviation + " is not a fraction of the torus");
            }
            if (!(Math.abs(mean) < 1)) {
                throw new IllegalArgumentException("mean " + mean + " is not a fraction of the torus");
            }
        }
    }
}
