package org.fhevm.tfhe.math.simd;

import jdk.incubator.vector.DoubleVector;

final class VectorProbe {
    private VectorProbe() {}

    static int lanes() {
        return DoubleVector.SPECIES_PREFERRED.length();
    }
}
