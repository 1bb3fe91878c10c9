package org.fhevm.tfhe.math.simd;

import java.math.BigInteger;

/**
 * Arithmetic of a prime field on several elements at once, one in each lane.
 *
 * <p>Processors have vector multiplication for doubles, but not for 64-bit integers. An element is therefore {@value
 * #DIGITS} signed digits of {@value #DIGIT_BITS} bits, each a double: {@code Σ d_j·2^(51·j)}, in Montgomery form with R
 * = 2^459. Digit j of lane l is at index {@code j·lanes + l} of a group. Two fused multiply-adds split the product of
 * two digits exactly: {@code h = x·y + C} with C = 1.5·2^103 rounds x·y to a multiple of 2^51, and {@code x·y − (h −
 * C)} is the rest, below 2^50 in size and exact. (N. Emmart, "Faster modular exponentiation using double precision
 * floating point arithmetic on the GPU", ARITH 2018; here with rounding to nearest, which makes the digits signed.)
 * Both halves are added up as integers, by the bits of the doubles.
 *
 * <p><b>Ranges.</b> Digits of <em>reduced</em> elements are at most 2^50 in size; sums and differences of two such are
 * <em>loose</em>, with digits up to 2^51. Products take loose factors: a product of digits is then at most 2^102 in
 * size, and h stays within [2^103, 2^104], where neighbouring doubles are 2^51 apart. A column adds up at most 27 low
 * and 27 high halves, below 2^56. The prime is below 2^447, so with factors up to 8p in size a product {@code (x·y +
 * u·v + m·p)/R}, |m| ≤ R/2·(1 + 2^-50), is less than p in size. Elements are not unique.
 *
 * <p>Arguments are pairs of an array and the index at which a group begins in it. Outputs may be inputs. The vector
 * form allocates nothing. Instances are immutable and thread-safe.
 */
public interface FieldLanes {
    /** Digits of an element. */
    int DIGITS = 9;

    /** Bits of a digit. */
    int DIGIT_BITS = 51;

    /** The quickest lanes that this JVM and machine offer, for a prime of 430 to 447 bits. */
    static FieldLanes best(BigInteger prime) {
        FieldDigits digits = FieldDigits.of(prime);
        boolean vectors = TransformKernels.best() != TransformKernels.scalar() && VectorFieldLanes.supported();
        return vectors ? new VectorFieldLanes(digits) : new ScalarFieldLanes(digits);
    }

    /** The definition, in plain Java: one lane. */
    static FieldLanes scalar(BigInteger prime) {
        return new ScalarFieldLanes(FieldDigits.of(prime));
    }

    /** Name for logs. */
    String name();

    /** Elements of a group. */
    int lanes();

    /** Doubles of a group. */
    default int groupLength() {
        return DIGITS * lanes();
    }

    /** {@code out = x·y/R}, reduced; factors may be loose. */
    void multiply(double[] out, int o, double[] x, int xo, double[] y, int yo);

    /** {@code out = (x·y + u·v)/R}, reduced; factors may be loose. */
    void multiplySum(
            double[] out, int o, double[] x, int xo, double[] y, int yo, double[] u, int uo, double[] v, int vo);

    /** {@code out = x + y}, loose if both are reduced. */
    void add(double[] out, int o, double[] x, int xo, double[] y, int yo);

    /** {@code out = x − y}, loose if both are reduced. */
    void subtract(double[] out, int o, double[] x, int xo, double[] y, int yo);

    /**
     * {@code out = x − y}, reduced, and at most (1/2 + 2^-20)·p in size; x and y may be loose, and up to 8p in size.
     */
    void subtractReduced(double[] out, int o, double[] x, int xo, double[] y, int yo);
}
