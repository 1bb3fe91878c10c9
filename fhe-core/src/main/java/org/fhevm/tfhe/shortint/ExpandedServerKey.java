package org.fhevm.tfhe.shortint;

import java.util.Optional;
import java.util.function.Function;
import org.fhevm.tfhe.core.entity.FourierBootstrapKey;
import org.fhevm.tfhe.core.entity.LweBootstrapKey;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.parameters.PbsOrder;

/**
 * A server key all of whose words are exact integers: what a {@link CompressedServerKey} expands to, and {@link
 * ServerKeyMaterial} before its bootstrapping keys are transformed.
 *
 * @param keyswitchKey leads blocks from the big to the small key
 * @param bootstrapKey blind rotation from the small to the big key
 * @param messageModulus message modulus of a block
 * @param carryModulus carry modulus of a block
 * @param maxDegree the degree that additions keep to
 * @param maxNoiseLevel the noise level that a bootstrap still corrects
 * @param pbsOrder the order of keyswitch and bootstrap
 * @param casting leads client inputs to a compute key
 * @param compression packs blocks for storage
 * @param decompression takes them out again
 * @param tag bytes that travel with the key set; borrowed
 */
@SuppressWarnings("ArrayRecordComponent") // the tag is borrowed; keys are not compared
public record ExpandedServerKey(
        LweKeyswitchKey keyswitchKey,
        LweBootstrapKey bootstrapKey,
        int messageModulus,
        int carryModulus,
        int maxDegree,
        int maxNoiseLevel,
        PbsOrder pbsOrder,
        Optional<ServerKeyMaterial.Casting> casting,
        Optional<ServerKeyMaterial.Compression> compression,
        Optional<Decompression> decompression,
        byte[] tag) {

    public ExpandedServerKey {
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

    /** The key in the layout of an uncompressed file, given the transform of bootstrapping keys. */
    public ServerKeyMaterial transform(Function<LweBootstrapKey, FourierBootstrapKey> fourierTransform) {
        return new ServerKeyMaterial(
                keyswitchKey,
                fourierTransform.apply(bootstrapKey),
                messageModulus,
                carryModulus,
                maxDegree,
                maxNoiseLevel,
                pbsOrder,
                casting,
                compression,
                decompression.map(part ->
                        new ServerKeyMaterial.Decompression(fourierTransform.apply(part.key()), part.lwePerGlwe())),
                tag);
    }

    /**
     * The blind rotation of decompression.
     *
     * @param key bootstrapping key from the packing key, read as LWE key, to the big key
     * @param lwePerGlwe blocks per GLWE
     */
    public record Decompression(LweBootstrapKey key, int lwePerGlwe) {}
}
