package org.fhevm.tfhe.math.simd;

/** The definition of {@link FieldLanes}, on one lane. */
final class ScalarFieldLanes implements FieldLanes {
    private static final double SPLIT = FieldDigits.SPLIT;
    private static final double WHOLE = FieldDigits.WHOLE;
    private static final double REST = SPLIT + WHOLE;
    private static final long DIGIT_MASK = (1L << DIGIT_BITS) - 1;
    private static final long DIGIT_SIGN = 1L << (DIGIT_BITS - 1);

    private final double[] prime;
    private final long negativeInverse;
    private final double topInverse;

    ScalarFieldLanes(FieldDigits digits) {
        this.prime = digits.prime();
        this.negativeInverse = digits.negativeInverse();
        this.topInverse = digits.topInverse();
    }

    @Override
    public String name() {
        return "field of one lane";
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public void multiply(double[] out, int o, double[] x, int xo, double[] y, int yo) {
        long[] columns = new long[2 * DIGITS];
        addProducts(columns, x, xo, y, yo);
        reduce(columns, out, o);
    }

    @Override
    public void multiplySum(
            double[] out, int o, double[] x, int xo, double[] y, int yo, double[] u, int uo, double[] v, int vo) {
        long[] columns = new long[2 * DIGITS];
        addProducts(columns, x, xo, y, yo);
        addProducts(columns, u, uo, v, vo);
        reduce(columns, out, o);
    }

    private static void addProducts(long[] columns, double[] x, int xo, double[] y, int yo) {
        for (int i = 0; i < DIGITS; i++) {
            addRow(columns, i, x, xo, y[yo + i]);
        }
    }

    /** Adds x·factor from a column on. */
    private static void addRow(long[] columns, int column, double[] x, int xo, double factor) {
        for (int j = 0; j < DIGITS; j++) {
            double high = Math.fma(x[xo + j], factor, SPLIT);
            double low = Math.fma(x[xo + j], factor, REST - high);
            columns[column + j] += Double.doubleToRawLongBits(low) - FieldDigits.WHOLE_BITS;
            columns[column + j + 1] += Double.doubleToRawLongBits(high) - FieldDigits.SPLIT_BITS;
        }
    }

    /** Adds the multiple of p that makes the lower digits 0, and carries what is left. */
    private void reduce(long[] columns, double[] out, int o) {
        for (int i = 0; i < DIGITS; i++) {
            long digit = columns[i] * negativeInverse & DIGIT_MASK;
            addRow(columns, i, prime, 0, (digit ^ DIGIT_SIGN) - DIGIT_SIGN);
            columns[i + 1] += columns[i] >> DIGIT_BITS;
        }
        for (int j = 0; j < DIGITS - 1; j++) {
            long carry = columns[DIGITS + j] + DIGIT_SIGN >> DIGIT_BITS;
            columns[DIGITS + j + 1] += carry;
            out[o + j] = columns[DIGITS + j] - (carry << DIGIT_BITS);
        }
        out[o + DIGITS - 1] = columns[2 * DIGITS - 1];
    }

    @Override
    public void add(double[] out, int o, double[] x, int xo, double[] y, int yo) {
        for (int j = 0; j < DIGITS; j++) {
            out[o + j] = x[xo + j] + y[yo + j];
        }
    }

    @Override
    public void subtract(double[] out, int o, double[] x, int xo, double[] y, int yo) {
        for (int j = 0; j < DIGITS; j++) {
            out[o + j] = x[xo + j] - y[yo + j];
        }
    }

    @Override
    public void subtractReduced(double[] out, int o, double[] x, int xo, double[] y, int yo) {
        int top = DIGITS - 1;
        double quotient = -((x[xo + top] - y[yo + top]) * topInverse + WHOLE - WHOLE);
        double carry = 0;
        for (int j = 0; j < DIGITS; j++) {
            double digit = Math.fma(quotient, prime[j], x[xo + j] - y[yo + j] + carry);
            if (j < top) {
                double above = digit + SPLIT - SPLIT;
                digit -= above;
                carry = above * FieldDigits.DIGIT_DOWN;
            }
            out[o + j] = digit;
        }
    }
}
