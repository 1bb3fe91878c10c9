package org.fhevm.tfhe.math.simd;

/**
 * Whether the processor, as the JVM uses it, has a fused multiply-add. Without one, Java computes it with decimal
 * numbers of any length, which takes microseconds instead of nanoseconds, in vectors too; the vector kernels would be
 * slower than the scalar ones, which have none. The JVM does not tell, so the time of {@link Math#fma} decides.
 */
final class FusedMultiplyAdd {
    private static final int ROUNDS = 5;
    private static final int CALLS = 64;

    /** Interpreted, an instruction takes 20 ns and the substitute 15,000. */
    private static final long LONGEST_NANOS = 1_000;

    private FusedMultiplyAdd() {}

    static boolean isNative() {
        long quickest = Long.MAX_VALUE;
        double value = 1;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int call = 0; call < CALLS; call++) {
                value = Math.fma(value, 0.75, 1);
            }
            quickest = Math.min(quickest, System.nanoTime() - start);
        }
        return value > 0 && quickest < CALLS * LONGEST_NANOS;
    }
}
