package org.fhevm.tfhe.math.simd;

/**
 * The permutation Keccak-f[1600] (FIPS 202, section 3) on several states at once, one in each lane.
 *
 * <p>Word x + 5·y of lane l is at index {@code (x + 5·y)·lanes + l}. No operation allocates. Instances are immutable.
 */
interface KeccakLanes {
    /** Words of a state. */
    int WORDS = 25;

    /** The quickest lanes that this JVM and machine offer for a number of states. */
    static KeccakLanes best(int states) {
        boolean vectors = TransformKernels.best() != TransformKernels.scalar() && VectorKeccakLanes.supported();
        return vectors && states >= VectorKeccakLanes.worthwhileFrom()
                ? VectorKeccakLanes.INSTANCE
                : ScalarKeccakLanes.INSTANCE;
    }

    /** The definition, in plain Java: one lane. */
    static KeccakLanes scalar() {
        return ScalarKeccakLanes.INSTANCE;
    }

    /** States that are permuted at once. */
    int lanes();

    /** Permutes the states in place. */
    void permute(long[] states);
}
