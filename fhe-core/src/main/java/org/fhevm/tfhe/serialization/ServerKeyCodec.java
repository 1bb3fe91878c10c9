package org.fhevm.tfhe.serialization;

import java.util.Optional;
import org.fhevm.tfhe.core.entity.FourierBootstrapKey;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.parameters.PbsOrder;
import org.fhevm.tfhe.shortint.ServerKeyMaterial;
import org.fhevm.tfhe.shortint.ServerKeyMaterial.Casting;
import org.fhevm.tfhe.shortint.ServerKeyMaterial.Compression;
import org.fhevm.tfhe.shortint.ServerKeyMaterial.Decompression;

/**
 * Uncompressed server keys, more than 300 MB at the parameters of fhevm: read them from a mapped file or a stream and write
 * them to a stream.
 */
public final class ServerKeyCodec extends EnvelopeCodec<ServerKeyMaterial> {
    public static final ServerKeyCodec INSTANCE = new ServerKeyCodec();

    private static final int FIRST_WITH_TAG = 2;
    private static final int COMPRESSION_AT_SHORTINT_LEVEL = 2;

    private ServerKeyCodec() {
        super("high_level_api::ServerKey", SizeLimits.KEY);
    }

    @Override
    ServerKeyMaterial readBody(BodyReader reader) throws MalformedInputException {
        int version = reader.version("ServerKey", 2);
        int integerVersion = reader.version("IntegerServerKey", 3);
        if (integerVersion < COMPRESSION_AT_SHORTINT_LEVEL) {
            throw reader.unsupported("version " + integerVersion + " of IntegerServerKey");
        }
        reader.onlyVersion("integer ServerKey");
        reader.onlyVersion("shortint ServerKey");
        LweKeyswitchKey keyswitchKey = KeyswitchKeyLayouts.read(reader);
        FourierBootstrapKey bootstrapKey = FourierBootstrapKeyLayout.read(reader);
        int messageModulus = reader.quantity("MessageModulus");
        int carryModulus = reader.quantity("CarryModulus");
        int maxDegree = reader.quantity("MaxDegree");
        int maxNoiseLevel = reader.quantity("MaxNoiseLevel");
        SmallTypes.readModulus(reader);
        PbsOrder pbsOrder = SmallTypes.readPbsOrder(reader);
        boolean integerLevel = integerVersion > COMPRESSION_AT_SHORTINT_LEVEL;
        Optional<Casting> casting = reader.option() ? Optional.of(readCasting(reader)) : Optional.empty();
        Optional<Compression> compression =
                reader.option() ? Optional.of(readCompression(reader, integerLevel)) : Optional.empty();
        Optional<Decompression> decompression =
                reader.option() ? Optional.of(readDecompression(reader, integerLevel)) : Optional.empty();
        byte[] tag = version < FIRST_WITH_TAG ? new byte[0] : SmallTypes.readTag(reader);
        return reader.build(() -> new ServerKeyMaterial(
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

    private static Casting readCasting(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("integer KeySwitchingKeyMaterial");
        reader.onlyVersion("shortint KeySwitchingKeyMaterial");
        LweKeyswitchKey key = KeyswitchKeyLayouts.read(reader);
        int rightShift = reader.i8();
        return new Casting(key, rightShift, SmallTypes.readKeyChoice(reader));
    }

    private static Compression readCompression(BodyReader reader, boolean integerLevel) throws MalformedInputException {
        if (integerLevel) {
            reader.onlyVersion("integer CompressionKey");
        }
        reader.onlyVersion("shortint CompressionKey");
        LwePackingKeyswitchKey key = KeyswitchKeyLayouts.readPacking(reader);
        int lwePerGlwe = reader.quantity("LweCiphertextCount");
        int storageLogModulus = reader.quantity("CiphertextModulusLog");
        return reader.build(() -> new Compression(key, lwePerGlwe, storageLogModulus));
    }

    private static Decompression readDecompression(BodyReader reader, boolean integerLevel)
            throws MalformedInputException {
        if (integerLevel) {
            reader.onlyVersion("integer DecompressionKey");
        }
        reader.onlyVersion("shortint DecompressionKey");
        FourierBootstrapKey key = FourierBootstrapKeyLayout.read(reader);
        return new Decompression(key, reader.quantity("LweCiphertextCount"));
    }

    @Override
    void writeBody(ServerKeyMaterial key, BodyWriter writer) {
        writer.version(2);
        writer.version(3);
        writer.version(0);
        writer.version(0);
        KeyswitchKeyLayouts.write(key.keyswitchKey(), writer);
        FourierBootstrapKeyLayout.write(key.bootstrapKey(), writer);
        writer.quantity(key.messageModulus());
        writer.quantity(key.carryModulus());
        writer.quantity(key.maxDegree());
        writer.quantity(key.maxNoiseLevel());
        SmallTypes.writeModulus(writer);
        SmallTypes.writePbsOrder(key.pbsOrder(), writer);
        writer.option(key.casting().isPresent());
        key.casting().ifPresent(part -> writeCasting(part, writer));
        writer.option(key.compression().isPresent());
        key.compression().ifPresent(part -> writeCompression(part, writer));
        writer.option(key.decompression().isPresent());
        key.decompression().ifPresent(part -> writeDecompression(part, writer));
        SmallTypes.writeTag(key.tag(), writer);
    }

    private static void writeCasting(Casting casting, BodyWriter writer) {
        writer.version(0);
        writer.version(0);
        KeyswitchKeyLayouts.write(casting.key(), writer);
        writer.i8(casting.rightShift());
        SmallTypes.writeKeyChoice(casting.destination(), writer);
    }

    private static void writeCompression(Compression compression, BodyWriter writer) {
        writer.version(0);
        writer.version(0);
        KeyswitchKeyLayouts.writePacking(compression.key(), writer);
        writer.quantity(compression.lwePerGlwe());
        writer.quantity(compression.storageLogModulus());
    }

    private static void writeDecompression(Decompression decompression, BodyWriter writer) {
        writer.version(0);
        writer.version(0);
        FourierBootstrapKeyLayout.write(decompression.key(), writer);
        writer.quantity(decompression.lwePerGlwe());
    }
}
