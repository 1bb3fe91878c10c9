package org.fhevm.tfhe.shortint;

import java.util.Optional;
import org.fhevm.tfhe.core.entity.FourierBootstrapKey;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.parameters.EncryptionKeyChoice;
import org.fhevm.tfhe.parameters.PbsOrder;

/**
 * What a server key file holds, in the layout of the file. Computation starts from a form prepared for it.
 *
 * @param keyswitchKey leads blocks from the big to the small key
 * @param bootstrapKey blind rotation from the small to the big key
 * @param messageModulus message modulus of a block
 * @param carryModulus carry modulus of a block
 * @param maxDegree the degree that additions keep to; the integer layer leaves room for one carry
 * @param maxNoiseLevel the noise level that a bootstrap still corrects
 * @param pbsOrder the order of keyswitch and bootstrap
 * @param casting leads client inputs to a compute key
 * @param compression packs blocks for storage
 * @param decompression takes them out again
 * @param tag bytes that travel with the key set; borrowed
 */
@SuppressWarnings("ArrayRecordComponent") // the tag is borrowed; keys are not compared
public record ServerKeyMaterial(
        LweKeyswitchKey keyswitchKey,
        FourierBootstrapKey bootstrapKey,
        int messageModulus,
        int carryModulus,
        int maxDegree,
        int maxNoiseLevel,
        PbsOrder pbsOrder,
        Optional<Casting> casting,
        Optional<Compression> compression,
        Optional<Decompression> decompression,
        byte[] tag) {

    public ServerKeyMaterial {
        ServerKeyShape shape = ServerKeyShape.of(
                keyswitchKey.inputDimension(),
                keyswitchKey.outputDimension(),
                bootstrapKey.inputDimension(),
                bootstrapKey.glweDimension(),
                bootstrapKey.polynomialSize());
        ServerKeyShape.requireBookkeeping(messageModulus, carryModulus, maxDegree, maxNoiseLevel);
        casting.ifPresent(
                part -> shape.requireCasting(part.destination(), part.key().outputDimension()));
        compression.ifPresent(part -> shape.requireCompression(part.key().inputDimension()));
        decompression.ifPresent(part -> shape.requireDecompression(
                part.key().glweDimension(), part.key().polynomialSize()));
        compression.ifPresent(packed -> decompression.ifPresent(unpacked -> ServerKeyShape.requirePair(
                packed.key().glweDimension(),
                packed.key().polynomialSize(),
                packed.lwePerGlwe(),
                unpacked.key().inputDimension(),
                unpacked.lwePerGlwe())));
    }

    /** @throws IllegalArgumentException if the parts do not belong together */
    public static ServerKeyMaterial of(
            ServerKeyParts<LweKeyswitchKey, FourierBootstrapKey, LwePackingKeyswitchKey> parts) {
        return new ServerKeyMaterial(
                parts.keyswitchKey(),
                parts.bootstrapKey(),
                parts.messageModulus(),
                parts.carryModulus(),
                parts.maxDegree(),
                parts.maxNoiseLevel(),
                parts.pbsOrder(),
                parts.casting().map(part -> new Casting(part.key(), part.rightShift(), part.destination())),
                parts.compression()
                        .map(part -> new Compression(part.key(), part.lwePerGlwe(), part.storageLogModulus())),
                parts.decompression().map(part -> new Decompression(part.key(), part.lwePerGlwe())),
                parts.tag());
    }

    /**
     * The keyswitch from the compact key.
     *
     * @param key the keyswitch key
     * @param rightShift by how many bits plaintexts move to the right on the way; negative to the left
     * @param destination the compute key it leads to
     */
    public record Casting(LweKeyswitchKey key, int rightShift, EncryptionKeyChoice destination) {}

    /**
     * The packing keyswitch and the rounding of compression.
     *
     * @param key the packing keyswitch key
     * @param lwePerGlwe blocks per GLWE
     * @param storageLogModulus bits kept of each coefficient
     */
    public record Compression(LwePackingKeyswitchKey key, int lwePerGlwe, int storageLogModulus) {
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
    public record Decompression(FourierBootstrapKey key, int lwePerGlwe) {}
}
