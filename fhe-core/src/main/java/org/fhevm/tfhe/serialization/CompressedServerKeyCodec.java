package org.fhevm.tfhe.serialization;

import static org.fhevm.tfhe.serialization.SeededKeyLayouts.newestVersion;

import java.util.Optional;
import org.fhevm.tfhe.core.entity.SeededLweBootstrapKey;
import org.fhevm.tfhe.core.entity.SeededLweKeyswitchKey;
import org.fhevm.tfhe.core.entity.SeededLwePackingKeyswitchKey;
import org.fhevm.tfhe.parameters.PbsOrder;
import org.fhevm.tfhe.shortint.ServerKeyParts;
import org.fhevm.tfhe.shortint.ServerKeyParts.Casting;
import org.fhevm.tfhe.shortint.ServerKeyParts.Compression;
import org.fhevm.tfhe.shortint.ServerKeyParts.Decompression;

/** Server keys with seeds instead of masks. */
public final class CompressedServerKeyCodec
        extends SafeSerializedCodec<
                ServerKeyParts<SeededLweKeyswitchKey, SeededLweBootstrapKey, SeededLwePackingKeyswitchKey>> {
    public static final CompressedServerKeyCodec INSTANCE = new CompressedServerKeyCodec();

    private static final int WITHOUT_TAG = 0;
    private static final int CLASSIC = 0;

    private CompressedServerKeyCodec() {
        super("high_level_api::CompressedServerKey", SizeLimits.KEY);
    }

    @Override
    ServerKeyParts<SeededLweKeyswitchKey, SeededLweBootstrapKey, SeededLwePackingKeyswitchKey> readBody(
            BodyReader reader) throws MalformedInputException {
        int version = reader.version("CompressedServerKey", 1);
        newestVersion(reader, "IntegerCompressedServerKey");
        newestVersion(reader, "integer CompressedServerKey");
        newestVersion(reader, "shortint CompressedServerKey");
        SeededLweKeyswitchKey keyswitchKey = SeededKeyLayouts.readKeyswitch(reader);
        SeededLweBootstrapKey bootstrapKey = readBootstrapKey(reader);
        int messageModulus = reader.quantity("MessageModulus");
        int carryModulus = reader.quantity("CarryModulus");
        int maxDegree = reader.quantity("MaxDegree");
        int maxNoiseLevel = reader.quantity("MaxNoiseLevel");
        CommonTypes.readModulus(reader);
        PbsOrder pbsOrder = CommonTypes.readPbsOrder(reader);
        Optional<Casting<SeededLweKeyswitchKey>> casting =
                reader.option() ? Optional.of(readCasting(reader)) : Optional.empty();
        Optional<Compression<SeededLwePackingKeyswitchKey>> compression =
                reader.option() ? Optional.of(readCompression(reader)) : Optional.empty();
        Optional<Decompression<SeededLweBootstrapKey>> decompression =
                reader.option() ? Optional.of(readDecompression(reader)) : Optional.empty();
        byte[] tag = version == WITHOUT_TAG ? new byte[0] : CommonTypes.readTag(reader);
        return reader.build(() -> new ServerKeyParts<>(
                keyswitchKey,
                bootstrapKey,
                messageModulus,
                carryModulus,
                maxDegree,
                maxNoiseLevel,
                pbsOrder,
                casting,
                compression,
                decompression,
                tag));
    }

    private static SeededLweBootstrapKey readBootstrapKey(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("ShortintCompressedBootstrappingKey");
        if (reader.variant("ShortintCompressedBootstrappingKey", 2) != CLASSIC) {
            throw reader.unsupported("a multi-bit bootstrapping key");
        }
        return SeededKeyLayouts.readBootstrap(reader);
    }

    private static Casting<SeededLweKeyswitchKey> readCasting(BodyReader reader) throws MalformedInputException {
        newestVersion(reader, "integer CompressedKeySwitchingKeyMaterial");
        newestVersion(reader, "shortint CompressedKeySwitchingKeyMaterial");
        SeededLweKeyswitchKey key = SeededKeyLayouts.readKeyswitch(reader);
        int rightShift = reader.i8();
        return new Casting<>(key, rightShift, CommonTypes.readKeyChoice(reader));
    }

    private static Compression<SeededLwePackingKeyswitchKey> readCompression(BodyReader reader)
            throws MalformedInputException {
        newestVersion(reader, "integer CompressedCompressionKey");
        newestVersion(reader, "shortint CompressedCompressionKey");
        SeededLwePackingKeyswitchKey key = SeededKeyLayouts.readPacking(reader);
        int lwePerGlwe = reader.quantity("LweCiphertextCount");
        int storageLogModulus = reader.quantity("CiphertextModulusLog");
        return reader.build(() -> new Compression<>(key, lwePerGlwe, storageLogModulus));
    }

    /** Unlike its neighbours, this part has had only one layout, and offers no choice of bootstrapping keys. */
    private static Decompression<SeededLweBootstrapKey> readDecompression(BodyReader reader)
            throws MalformedInputException {
        reader.onlyVersion("integer CompressedDecompressionKey");
        reader.onlyVersion("shortint CompressedDecompressionKey");
        SeededLweBootstrapKey key = SeededKeyLayouts.readBootstrap(reader);
        return new Decompression<>(key, reader.quantity("LweCiphertextCount"));
    }

    @Override
    void writeBody(
            ServerKeyParts<SeededLweKeyswitchKey, SeededLweBootstrapKey, SeededLwePackingKeyswitchKey> key,
            BodyWriter writer) {
        writer.version(1);
        writer.version(1);
        writer.version(1);
        writer.version(1);
        SeededKeyLayouts.writeKeyswitch(key.keyswitchKey(), writer);
        writer.version(0);
        writer.variant(CLASSIC);
        SeededKeyLayouts.writeBootstrap(key.bootstrapKey(), writer);
        writer.quantity(key.messageModulus());
        writer.quantity(key.carryModulus());
        writer.quantity(key.maxDegree());
        writer.quantity(key.maxNoiseLevel());
        CommonTypes.writeModulus(writer);
        CommonTypes.writePbsOrder(key.pbsOrder(), writer);
        writer.option(key.casting().isPresent());
        key.casting().ifPresent(part -> writeCasting(part, writer));
        writer.option(key.compression().isPresent());
        key.compression().ifPresent(part -> writeCompression(part, writer));
        writer.option(key.decompression().isPresent());
        key.decompression().ifPresent(part -> writeDecompression(part, writer));
        CommonTypes.writeTag(key.tag(), writer);
    }

    private static void writeCasting(Casting<SeededLweKeyswitchKey> casting, BodyWriter writer) {
        writer.version(1);
        writer.version(1);
        SeededKeyLayouts.writeKeyswitch(casting.key(), writer);
        writer.i8(casting.rightShift());
        CommonTypes.writeKeyChoice(casting.destination(), writer);
    }

    private static void writeCompression(Compression<SeededLwePackingKeyswitchKey> compression, BodyWriter writer) {
        writer.version(1);
        writer.version(1);
        SeededKeyLayouts.writePacking(compression.key(), writer);
        writer.quantity(compression.lwePerGlwe());
        writer.quantity(compression.storageLogModulus());
    }

    private static void writeDecompression(Decompression<SeededLweBootstrapKey> decompression, BodyWriter writer) {
        writer.version(0);
        writer.version(0);
        SeededKeyLayouts.writeBootstrap(decompression.key(), writer);
        writer.quantity(decompression.lwePerGlwe());
    }
}
