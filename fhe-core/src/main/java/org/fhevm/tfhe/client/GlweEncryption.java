package org.fhevm.tfhe.client;

import org.fhevm.tfhe.core.entity.GlweSecretKey;
import org.fhevm.tfhe.math.polynomial.BinaryMultiplier;
import org.fhevm.tfhe.math.random.Csprng;
import org.fhevm.tfhe.math.random.NoiseSampler;

/** GLWE encryption under one key. Holds the key's transforms and work arrays; for one thread. */
final class GlweEncryption {
    private final int polynomialSize;
    private final BinaryMultiplier[] multipliers;

    GlweEncryption(GlweSecretKey key) {
        polynomialSize = key.polynomialSize();
        multipliers = new BinaryMultiplier[key.glweDimension()];
        for (int r = 0; r < multipliers.length; r++) {
            multipliers[r] = new BinaryMultiplier(key.secretBits(), r * polynomialSize, polynomialSize);
        }
    }

    /**
     * An encryption of zero: uniform masks A_r, then {@code Σ_r A_r·S_r + e}.
     *
     * @param out (k+1)·N words from {@code offset} on; the body must hold zeros
     */
    void encryptZero(Csprng generator, NoiseSampler noise, long[] out, int offset) {
        int body = offset + multipliers.length * polynomialSize;
        generator.fillUniform(out, offset, multipliers.length * polynomialSize);
        for (int r = 0; r < multipliers.length; r++) {
            multipliers[r].addProduct(out, offset + r * polynomialSize, out, body);
        }
        noise.addTo(out, body, polynomialSize);
    }
}
