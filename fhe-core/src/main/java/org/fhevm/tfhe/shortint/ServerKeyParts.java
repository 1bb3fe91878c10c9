package org.fhevm.tfhe.shortint;

import java.util.Optional;
import java.util.function.Function;
import org.fhevm.tfhe.core.entity.BootstrapShape;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.core.entity.KeyswitchShape;
import org.fhevm.tfhe.parameters.EncryptionKeyChoice;
import org.fhevm.tfhe.parameters.PbsOrder;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a server key, in one form or another, that fit each other.
 *
 * @param <K> the form of keyswitch keys
 * @param <B> the form of bootstrapping keys
 * @param <P> the form of packing keyswitch keys
 * @param keyswitchKey keyswitch of blocks from the big to the small key
 * @param bootstrapKey blind rotation from the small to the big key
 * @param messageModulus message modulus of a block
 * @param carryModulus carry modulus of a block
 * @param maxDegree the degree limit of additions
 * @param maxNoiseLevel the largest noise level that a bootstrap corrects
 * @param pbsOrder the order of keyswitch and bootstrap
 * @param castingPart keyswitch of client inputs to a compute key, if any
 * @param compressionPart packing of blocks for storage, if any
 * @param decompressionPart unpacking of stored blocks, if any
 * @param tag bytes that travel with the key set
 */
public record ServerKeyParts<K extends KeyswitchShape, B extends BootstrapShape, P extends BootstrapShape>(
        K keyswitchKey,
        B bootstrapKey,
        int messageModulus,
        int carryModulus,
        int maxDegree,
        int maxNoiseLevel,
        PbsOrder pbsOrder,
        @Nullable Casting<K> castingPart,
        @Nullable Compression<P> compressionPart,
        @Nullable Decompression<B> decompressionPart,
        KeyTag tag) {
    public ServerKeyParts {
        ServerKeyShape.requireBookkeeping(messageModulus, carryModulus, maxDegree, maxNoiseLevel);
        ServerKeyShape shape = ServerKeyShape.of(keyswitchKey, bootstrapKey);
        if (castingPart != null) {
            shape.requireCasting(castingPart.destination(), castingPart.key());
        }
        if (compressionPart != null) {
            shape.requireCompression(compressionPart.key());
        }
        if (decompressionPart != null) {
            shape.requireDecompression(decompressionPart.key());
        }
        if (compressionPart != null && decompressionPart != null) {
            ServerKeyShape.requirePair(compressionPart, decompressionPart);
        }
    }

    /** The keyswitch of client inputs to a compute key. */
    public Optional<Casting<K>> casting() {
        return Optional.ofNullable(castingPart);
    }

    /** The packing of blocks for storage. */
    public Optional<Compression<P>> compression() {
        return Optional.ofNullable(compressionPart);
    }

    /** The unpacking of stored blocks. */
    public Optional<Decompression<B>> decompression() {
        return Optional.ofNullable(decompressionPart);
    }

    /** The same key with its parts in another form. */
    public <K2 extends KeyswitchShape, B2 extends BootstrapShape, P2 extends BootstrapShape>
            ServerKeyParts<K2, B2, P2> map(
                    Function<K, K2> keyswitch, Function<B, B2> bootstrap, Function<P, P2> packing) {
        return new ServerKeyParts<>(
                keyswitch.apply(keyswitchKey),
                bootstrap.apply(bootstrapKey),
                messageModulus,
                carryModulus,
                maxDegree,
                maxNoiseLevel,
                pbsOrder,
                castingPart == null ? null : castingPart.map(keyswitch),
                compressionPart == null ? null : compressionPart.map(packing),
                decompressionPart == null ? null : decompressionPart.map(bootstrap),
                tag);
    }

    /**
     * The keyswitch from the compact key.
     *
     * @param key the keyswitch key
     * @param rightShift bits by which plaintexts are shifted right; negative to the left
     * @param destination the compute key of the output
     */
    public record Casting<K extends KeyswitchShape>(K key, int rightShift, EncryptionKeyChoice destination) {
        private <K2 extends KeyswitchShape> Casting<K2> map(Function<K, K2> form) {
            return new Casting<>(form.apply(key), rightShift, destination);
        }
    }

    /**
     * The packing keyswitch and the rounding of compression.
     *
     * @param key the packing keyswitch key
     * @param lwePerGlwe blocks per GLWE
     * @param storageLogModulus bits kept of each coefficient
     */
    public record Compression<P extends BootstrapShape>(P key, int lwePerGlwe, int storageLogModulus) {
        public Compression {
            ServerKeyShape.requireStorage(lwePerGlwe, key.polynomialSize(), storageLogModulus);
        }

        private <P2 extends BootstrapShape> Compression<P2> map(Function<P, P2> form) {
            return new Compression<>(form.apply(key), lwePerGlwe, storageLogModulus);
        }
    }

    /**
     * The blind rotation of decompression.
     *
     * @param key bootstrapping key from the packing key, read as LWE key, to the big key
     * @param lwePerGlwe blocks per GLWE
     */
    public record Decompression<B extends BootstrapShape>(B key, int lwePerGlwe) {
        private <B2 extends BootstrapShape> Decompression<B2> map(Function<B, B2> form) {
            return new Decompression<>(form.apply(key), lwePerGlwe);
        }
    }
}
