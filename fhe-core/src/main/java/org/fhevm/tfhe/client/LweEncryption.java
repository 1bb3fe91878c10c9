package org.fhevm.tfhe.client;

import org.fhevm.tfhe.core.entity.LweSecretKey;
import org.fhevm.tfhe.math.random.Csprng;
import org.fhevm.tfhe.math.random.NoiseSampler;

/** Encryption and phases of single LWE ciphertexts. */
final class LweEncryption {
    private LweEncryption() {}

    /**
     * Encrypts one torus word: {@code (a, ⟨a, s⟩ + e + word)}.
     *
     * @param out receives mask and body, n+1 words from {@code offset} on
     */
    static void encrypt(LweSecretKey key, long word, Csprng generator, NoiseSampler noise, long[] out, int offset) {
        int n = key.lweDimension();
        generator.fillUniform(out, offset, n);
        out[offset + n] = product(key, out, offset) + noise.next() + word;
    }

    /** The phase {@code b - ⟨a, s⟩}: the encrypted word with its noise. */
    static long phase(LweSecretKey key, long[] lwe) {
        if (lwe.length != key.lweDimension() + 1) {
            throw new IllegalArgumentException("a ciphertext of dimension " + (lwe.length - 1)
                    + " under a key of dimension " + key.lweDimension());
        }
        return lwe[key.lweDimension()] - product(key, lwe, 0);
    }

    /** {@code ⟨a, s⟩}, without a branch on a key bit. */
    private static long product(LweSecretKey key, long[] mask, int offset) {
        long[] bits = key.secretBits();
        long sum = 0;
        for (int i = 0; i < bits.length; i++) {
            sum += mask[offset + i] & -bits[i];
        }
        return sum;
    }
}
