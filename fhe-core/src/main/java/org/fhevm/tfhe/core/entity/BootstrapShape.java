package org.fhevm.tfhe.core.entity;

/**
 * The dimensions of a key that switches LWE ciphertexts to a GLWE key, in any form: a bootstrapping key or a packing
 * keyswitch key.
 */
public interface BootstrapShape {
    /** Dimension of the input ciphertexts. */
    int inputDimension();

    /** k of the output ciphertexts. */
    int glweDimension();

    /** N of the output ciphertexts. */
    int polynomialSize();

    /** Dimension k·N of the LWE ciphertexts extracted from the output, and of the output key read as an LWE key. */
    default long lweDimension() {
        return (long) glweDimension() * polynomialSize();
    }
}
