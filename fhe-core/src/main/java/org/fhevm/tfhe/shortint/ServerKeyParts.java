package org.fhevm.tfhe.shortint;

import java.util.Optional;
import java.util.function.Function;
import org.fhevm.tfhe.core.entity.BootstrapShape;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.core.entity.KeyswitchShape;
import org.fhevm.tfhe.parameters.EncryptionKeyChoice;
import org.fhevm.tfhe.parameters.PbsOrder;

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
 * @param casting keyswitch of client inputs to a compute key
 * @param compression packing of blocks for storage
 * @param decompression unpacking of stored blocks
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
        Optional<Casting<K>> casting,
        Optional<Compression<P>> compression,
        Optional<Decompression<B>> decompression,
        KeyTag tag) {
    public ServerKeyParts {
        ServerKeyShape.requireBookkeeping(messageModulus, carryModulus, maxDegree, maxNoiseLevel);
        ServerKeyShape shape = ServerKeyShape.of(keyswitchKey, bootstrapKey);
        casting.ifPresent(part -> shape.requireCasting(part.destination(), part.key()));
        compression.ifPresent(part -> shape.requireCompression(part.key()));
        decompression.ifPresent(part -> shape.requireDecompression(part.key()));
        compression.ifPresent(
                packed -> decompression.ifPresent(unpacked -> ServerKeyShape.requirePair(packed, unpacked)));
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
                casting.map(part -> new Casting<>(keyswitch.apply(part.key()), part.rightShift(), part.destination())),
                compression.map(part ->
                        new Compression<>(packing.apply(part.key()), part.lwePerGlwe(), part.storageLogModulus())),
                decompression.map(part -> new Decompression<>(bootstrap.apply(part.key()), part.lwePerGlwe())),
                tag);
    }

    /**
     * The keyswitch from the compact key.
     *
     * @param key the keyswitch key
     * @param rightShift bits by which plaintexts are shifted right; negative to the left
     * @param destination the compute key of the output
     */
    public record Casting<K extends KeyswitchShape>(K key, int rightShift, EncryptionKeyChoice destination) {}

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
    }

    /**
     * The blind rotation of decompression.
     *
     * @param key bootstrapping key from the packing key, read as LWE key, to the big key
     * @param lwePerGlwe blocks per GLWE
     */
    public record Decompression<B extends BootstrapShape>(B key, int lwePerGlwe) {}
}
