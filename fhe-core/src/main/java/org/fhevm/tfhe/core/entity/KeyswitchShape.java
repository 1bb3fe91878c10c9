package org.fhevm.tfhe.core.entity;

/** The dimensions of a key that switches LWE ciphertexts to another LWE key, in any form. */
public interface KeyswitchShape {
    /** Dimension of the input ciphertexts. */
    int inputDimension();

    /** Dimension of the output ciphertexts. */
    int outputDimension();
}
