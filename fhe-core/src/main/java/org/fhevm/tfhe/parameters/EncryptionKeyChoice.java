package org.fhevm.tfhe.parameters;

/** Which of the two compute keys a ciphertext is under. */
public enum EncryptionKeyChoice {
    /** The GLWE key read as one LWE key, of dimension k·N. */
    BIG,
    /** The LWE key of dimension n that blind rotation consumes. */
    SMALL
}
