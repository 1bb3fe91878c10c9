package org.fhevm.tfhe.serialization;

/** The size limits of fhevm 0.6 for reading and writing, in bytes, including the header. */
public final class SizeLimits {
    /** Ciphertexts and input lists: 16 MiB. */
    public static final long CIPHERTEXT = 16L << 20;

    /** Keys and public parameters: 512 MiB. */
    public static final long KEY = 512L << 20;

    private SizeLimits() {}
}
