package org.fhevm.tfhe.math.simd;

import org.fhevm.tfhe.math.fft.NegacyclicTransformCheck;

/** Runs the tests of the kernels in use by this JVM, and prints the name of these kernels. */
final class VectorWidthProgram {
    private VectorWidthProgram() {}

    public static void main(String... arguments) {
        TransformKernels kernels = TransformKernels.best();
        TransformKernelsTest transform = new TransformKernelsTest();
        transform.aMatrixProductSumsRowsIntoColumns(kernels);
        transform.productsAddUp(kernels);
        transform.digitsOfARotatedDifferenceAreThoseOfTheDefinition();
        transform.realsBecomeTheTorusWordsOfTheDefinition();
        KeyswitchKernelsTest keyswitch = new KeyswitchKernelsTest();
        keyswitch.keyswitchRowsAreThoseOfTheDefinition();
        keyswitch.packingRowsAreThoseOfTheDefinition();
        keyswitch.aCarryLeavesTheWord();
        NegacyclicTransformCheck.run(kernels);
        System.out.println(kernels.name());
    }
}
