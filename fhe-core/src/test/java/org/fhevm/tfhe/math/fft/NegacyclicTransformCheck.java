package org.fhevm.tfhe.math.fft;

import org.fhevm.tfhe.math.simd.TransformKernels;

/** The tests of the transform for some kernels, without a test framework. */
public final class NegacyclicTransformCheck {
    private NegacyclicTransformCheck() {}

    /** @throws AssertionError if the transform of some size is wrong */
    public static void run(TransformKernels kernels) {
        NegacyclicTransformTest test = new NegacyclicTransformTest();
        for (int size : new int[] {32, 64, 2048}) {
            test.valuesAreThoseOfThePolynomialAtTheNamedRoots(size, kernels);
            test.everyFrequencyOccursOnce(size, kernels);
            test.inverseUndoesForward(size, kernels);
            test.productOfDigitsAndTorusPolynomialIsTheSchoolbookOne(size, kernels);
        }
    }
}
