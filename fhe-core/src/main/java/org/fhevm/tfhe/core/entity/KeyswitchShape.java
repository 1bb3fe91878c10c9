package org.fhevm.tfhe.core.entity;

/** The dimensions of a key that leads LWE ciphertexts to another LWE key, in whatever form it is. */
public interface KeyswitchShape {
    /** Dimension of the ciphertexts that it takes. */
    int inputDimension();

    /** Dimension of those that it makes. */
    int outputDimension();
}
