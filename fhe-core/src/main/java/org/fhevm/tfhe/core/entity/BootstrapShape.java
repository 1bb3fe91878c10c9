package org.fhevm.tfhe.core.entity;

/** The dimensions of a key that leads LWE ciphertexts to a GLWE key, in whatever form it is. */
public interface BootstrapShape {
    /** Dimension of the ciphertexts that it takes. */
    int inputDimension();

    /** k of those that it makes. */
    int glweDimension();

    /** N of those that it makes. */
    int polynomialSize();

    /** Dimension k·N of what is extracted from them, or of their key read as an LWE key. */
    default long lweDimension() {
        return (long) glweDimension() * polynomialSize();
    }
}
