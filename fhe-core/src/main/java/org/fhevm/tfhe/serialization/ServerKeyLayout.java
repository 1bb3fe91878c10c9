package org.fhevm.tfhe.serialization;

import java.util.Optional;
import java.util.function.Function;
import org.fhevm.tfhe.core.entity.BootstrapShape;
import org.fhevm.tfhe.core.entity.KeyswitchShape;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.parameters.PbsOrder;
import org.fhevm.tfhe.shortint.ServerKeyParts;
import org.fhevm.tfhe.shortint.ServerKeyParts.Casting;
import org.fhevm.tfhe.shortint.ServerKeyParts.Compression;
import org.fhevm.tfhe.shortint.ServerKeyParts.Decompression;

/** The layout of uncompressed server keys. Each large part is converted before the next one is read. */
final class ServerKeyLayout {
    static final String TYPE_NAME = "high_level_api::ServerKey";

    private static final int FIRST_WITH_TAG = 2;
    private static final int COMPRESSION_AT_SHORTINT_LEVEL = 2;

    private ServerKeyLayout() {}

    /**
     * The converters of the large parts.
     *
     * @param keyswitch converts each keyswitch key
     * @param bootstrap opens the sink of each bootstrapping key
     * @param packing converts each packing keyswitch key
     */
    record PartConverters<K extends KeyswitchShape, B extends BootstrapShape, P extends BootstrapShape>(
            Function<LweKeyswitchKey, K> keyswitch,
            FourierLweBootstrapKeyLayout.SinkFactory<B> bootstrap,
            Function<LwePackingKeyswitchKey, P> packing) {}

    static <K extends KeyswitchShape, B extends BootstrapShape, P extends BootstrapShape> ServerKeyParts<K, B, P> read(
            BodyReader reader, PartConverters<K, B, P> converters) throws MalformedInputException {
        int version = reader.version("ServerKey", 2);
        int integerVersion = reader.version("IntegerServerKey", 3);
        if (integerVersion < COMPRESSION_AT_SHORTINT_LEVEL) {
            throw reader.unsupported("version " + integerVersion + " of IntegerServerKey");
        }
        reader.onlyVersion("integer ServerKey");
        reader.onlyVersion("shortint ServerKey");
        K keyswitchKey = readKeyswitchKey(reader, converters);
        B bootstrapKey = readBootstrapKey(reader, converters);
        int messageModulus = reader.quantity("MessageModulus");
        int carryModulus = reader.quantity("CarryModulus");
        int maxDegree = reader.quantity("MaxDegree");
        int maxNoiseLevel = reader.quantity("MaxNoiseLevel");
        CommonTypes.readModulus(reader);
        PbsOrder pbsOrder = CommonTypes.readPbsOrder(reader);
        boolean integerLevel = integerVersion > COMPRESSION_AT_SHORTINT_LEVEL;
        Optional<Casting<K>> casting =
                reader.option() ? Optional.of(readCasting(reader, converters)) : Optional.empty();
        Optional<Compression<P>> compression =
                reader.option() ? Optional.of(readCompression(reader, integerLevel, converters)) : Optional.empty();
        Optional<Decompression<B>> decompression =
                reader.option() ? Optional.of(readDecompression(reader, integerLevel, converters)) : Optional.empty();
        byte[] tag = version < FIRST_WITH_TAG ? new byte[0] : CommonTypes.readTag(reader);
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

    private static <K extends KeyswitchShape> K readKeyswitchKey(BodyReader reader, PartConverters<K, ?, ?> converters)
            throws MalformedInputException {
        LweKeyswitchKey key = KeyswitchKeyLayouts.read(reader);
        return reader.build(() -> converters.keyswitch.apply(key));
    }

    private static <B extends BootstrapShape> B readBootstrapKey(BodyReader reader, PartConverters<?, B, ?> converters)
            throws MalformedInputException {
        return FourierLweBootstrapKeyLayout.read(reader, converters.bootstrap);
    }

    private static <K extends KeyswitchShape> Casting<K> readCasting(
            BodyReader reader, PartConverters<K, ?, ?> converters) throws MalformedInputException {
        reader.onlyVersion("integer KeySwitchingKeyMaterial");
        reader.onlyVersion("shortint KeySwitchingKeyMaterial");
        K key = readKeyswitchKey(reader, converters);
        int rightShift = reader.i8();
        return new Casting<>(key, rightShift, CommonTypes.readKeyChoice(reader));
    }

    private static <P extends BootstrapShape> Compression<P> readCompression(
            BodyReader reader, boolean integerLevel, PartConverters<?, ?, P> converters)
            throws MalformedInputException {
        if (integerLevel) {
            reader.onlyVersion("integer CompressionKey");
        }
        reader.onlyVersion("shortint CompressionKey");
        LwePackingKeyswitchKey read = KeyswitchKeyLayouts.readPacking(reader);
        P key = reader.build(() -> converters.packing.apply(read));
        int lwePerGlwe = reader.quantity("LweCiphertextCount");
        int storageLogModulus = reader.quantity("CiphertextModulusLog");
        return reader.build(() -> new Compression<>(key, lwePerGlwe, storageLogModulus));
    }

    private static <B extends BootstrapShape> Decompression<B> readDecompression(
            BodyReader reader, boolean integerLevel, PartConverters<?, B, ?> converters)
            throws MalformedInputException {
        if (integerLevel) {
            reader.onlyVersion("integer DecompressionKey");
        }
        reader.onlyVersion("shortint DecompressionKey");
        B key = readBootstrapKey(reader, converters);
        return new Decompression<>(key, reader.quantity("LweCiphertextCount"));
    }
}
