package org.fhevm.tfhe.client;

import java.util.Optional;
import org.fhevm.tfhe.core.entity.GlweSecretKey;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.core.entity.LweSecretKey;
import org.fhevm.tfhe.parameters.CastingParameters;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.parameters.CompressionParameters;
import org.fhevm.tfhe.parameters.ComputeParameters;
import org.jspecify.annotations.Nullable;

/** All secrets of one key set. Its text form shows the shape only. */
public final class ClientKey {
    private final GlweSecretKey glweSecretKey;
    private final LweSecretKey lweSecretKey;
    private final ComputeParameters parameters;
    private final @Nullable CompactPrivateKey compactPrivateKey;
    private final @Nullable CompressionPrivateKey compressionPrivateKey;
    private final KeyTag tag;

    /**
     * @param glweSecretKey the big key
     * @param lweSecretKey the small key
     * @param compactPrivateKey the secret of a compact public key of its own; null if the set has none
     * @param compressionPrivateKey the secret of the stored form; null if the set has none
     * @param tag bytes that travel with the key set
     * @throws IllegalArgumentException if a key does not have the dimensions that its parameters state
     */
    public ClientKey(
            GlweSecretKey glweSecretKey,
            LweSecretKey lweSecretKey,
            ComputeParameters parameters,
            @Nullable CompactPrivateKey compactPrivateKey,
            @Nullable CompressionPrivateKey compressionPrivateKey,
            KeyTag tag) {
        requireDimensions(glweSecretKey, parameters.glweDimension(), parameters.polynomialSize());
        requireDimension(lweSecretKey, parameters.lweDimension());
        this.glweSecretKey = glweSecretKey;
        this.lweSecretKey = lweSecretKey;
        this.parameters = parameters;
        this.compactPrivateKey = compactPrivateKey;
        this.compressionPrivateKey = compressionPrivateKey;
        this.tag = tag;
    }

    public GlweSecretKey glweSecretKey() {
        return glweSecretKey;
    }

    public LweSecretKey lweSecretKey() {
        return lweSecretKey;
    }

    public ComputeParameters parameters() {
        return parameters;
    }

    public Optional<CompactPrivateKey> compactPrivateKey() {
        return Optional.ofNullable(compactPrivateKey);
    }

    public Optional<CompressionPrivateKey> compressionPrivateKey() {
        return Optional.ofNullable(compressionPrivateKey);
    }

    /** Bytes that travel with the key set. */
    public KeyTag tag() {
        return tag;
    }

    @Override
    public String toString() {
        return "ClientKey[" + glweSecretKey + ", " + lweSecretKey + "]";
    }

    private static void requireDimension(LweSecretKey key, int lweDimension) {
        if (key.lweDimension() != lweDimension) {
            throw new IllegalArgumentException(key + " does not have the stated dimension " + lweDimension);
        }
    }

    private static void requireDimensions(GlweSecretKey key, int glweDimension, int polynomialSize) {
        if (key.glweDimension() != glweDimension || key.polynomialSize() != polynomialSize) {
            throw new IllegalArgumentException(key + " does not have the stated dimension " + glweDimension
                    + " and polynomial size " + polynomialSize);
        }
    }

    /**
     * The secret of the compact public key, with the way from it to a compute key.
     *
     * @param secretKey the secret
     * @param parameters the parameters of the public key
     * @param casting the keyswitch to a compute key
     */
    public record CompactPrivateKey(
            LweSecretKey secretKey, CompactKeyParameters parameters, CastingParameters casting) {
        public CompactPrivateKey {
            requireDimension(secretKey, parameters.lweDimension());
        }
    }

    /**
     * The secret of the stored form.
     *
     * @param secretKey the key that packed GLWEs are under
     * @param parameters the parameters of the key
     */
    public record CompressionPrivateKey(GlweSecretKey secretKey, CompressionParameters parameters) {
        public CompressionPrivateKey {
            requireDimensions(secretKey, parameters.packingGlweDimension(), parameters.packingPolynomialSize());
        }
    }
}
