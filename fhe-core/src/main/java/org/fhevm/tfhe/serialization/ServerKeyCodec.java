package org.fhevm.tfhe.serialization;

import java.util.function.Function;
import org.fhevm.tfhe.core.entity.FourierLweBootstrapKey;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.shortint.ServerKeyParts;
import org.fhevm.tfhe.shortint.ServerKeyParts.Casting;
import org.fhevm.tfhe.shortint.ServerKeyParts.Compression;
import org.fhevm.tfhe.shortint.ServerKeyParts.Decompression;

/**
 * Uncompressed server keys, more than 300 MB at the parameters of fhevm: read them from a mapped file or a stream and
 * write them to a stream.
 */
public final class ServerKeyCodec
        extends SafeSerializedCodec<ServerKeyParts<LweKeyswitchKey, FourierLweBootstrapKey, LwePackingKeyswitchKey>> {
    public static final ServerKeyCodec INSTANCE = new ServerKeyCodec();

    private ServerKeyCodec() {
        super(ServerKeyLayout.TYPE_NAME, SizeLimits.KEY);
    }

    @Override
    ServerKeyParts<LweKeyswitchKey, FourierLweBootstrapKey, LwePackingKeyswitchKey> readBody(BodyReader reader)
            throws MalformedInputException {
        return ServerKeyLayout.read(
                reader,
                new ServerKeyLayout.PartConverters<>(
                        Function.identity(), FourierLweBootstrapKeyLayout.FourierKeySink::new, Function.identity()));
    }

    @Override
    void writeBody(
            ServerKeyParts<LweKeyswitchKey, FourierLweBootstrapKey, LwePackingKeyswitchKey> key, BodyWriter writer) {
        writer.version(2);
        writer.version(3);
        writer.version(0);
        writer.version(0);
        KeyswitchKeyLayouts.write(key.keyswitchKey(), writer);
        FourierLweBootstrapKeyLayout.write(key.bootstrapKey(), writer);
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

    private static void writeCasting(Casting<LweKeyswitchKey> casting, BodyWriter writer) {
        writer.version(0);
        writer.version(0);
        KeyswitchKeyLayouts.write(casting.key(), writer);
        writer.i8(casting.rightShift());
        CommonTypes.writeKeyChoice(casting.destination(), writer);
    }

    private static void writeCompression(Compression<LwePackingKeyswitchKey> compression, BodyWriter writer) {
        writer.version(0);
        writer.version(0);
        KeyswitchKeyLayouts.writePacking(compression.key(), writer);
        writer.quantity(compression.lwePerGlwe());
        writer.quantity(compression.storageLogModulus());
    }

    private static void writeDecompression(Decompression<FourierLweBootstrapKey> decompression, BodyWriter writer) {
        writer.version(0);
        writer.version(0);
        FourierLweBootstrapKeyLayout.write(decompression.key(), writer);
        writer.quantity(decompression.lwePerGlwe());
    }
}
