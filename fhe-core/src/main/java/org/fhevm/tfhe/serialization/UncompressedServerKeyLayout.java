package org.fhevm.tfhe.serialization;

import java.util.function.Function;
import org.fhevm.tfhe.core.entity.BootstrapShape;
import org.fhevm.tfhe.core.entity.KeyswitchShape;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.shortint.ServerKeyParts;
import org.fhevm.tfhe.shortint.ServerKeyParts.Casting;
import org.fhevm.tfhe.shortint.ServerKeyParts.Compression;
import org.fhevm.tfhe.shortint.ServerKeyParts.Decompression;

/** Reading of server keys with masks. Each large part is converted before the next one is read. */
final class UncompressedServerKeyLayout {
    static final String TYPE_NAME = "high_level_api::ServerKey";

    private static final int FIRST_WITH_TAG = 2;
    private static final int COMPRESSION_AT_SHORTINT_LEVEL = 2;

    private UncompressedServerKeyLayout() {}

    static <K extends KeyswitchShape, B extends BootstrapShape, P extends BootstrapShape> ServerKeyParts<K, B, P> read(
            BodyReader reader, PartConverters<K, B, P> converters) throws MalformedInputException {
        int version = reader.version("ServerKey", 2);
        int integerVersion = reader.version("IntegerServerKey", 3);
        if (integerVersion < COMPRESSION_AT_SHORTINT_LEVEL) {
            throw reader.unsupported("version " + integerVersion + " of IntegerServerKey");
        }
        reader.onlyVersion("integer ServerKey");
        reader.onlyVersion("shortint ServerKey");
        boolean integerLevel = integerVersion > COMPRESSION_AT_SHORTINT_LEVEL;
        return ServerKeyLayout.read(reader, new Parts<>(converters, integerLevel), version >= FIRST_WITH_TAG);
    }

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

    /**
     * The parts, each converted as soon as it is read.
     *
     * @param integerLevel whether compression and decompression have a version at the level of integers as well
     */
    private record Parts<K extends KeyswitchShape, B extends BootstrapShape, P extends BootstrapShape>(
            PartConverters<K, B, P> converters, boolean integerLevel) implements ServerKeyLayout.PartReader<K, B, P> {
        @Override
        public K keyswitchKey(BodyReader reader) throws MalformedInputException {
            LweKeyswitchKey key = KeyswitchKeyLayouts.read(reader);
            return reader.build(() -> converters.keyswitch.apply(key));
        }

        @Override
        public B bootstrapKey(BodyReader reader) throws MalformedInputException {
            return FourierLweBootstrapKeyLayout.read(reader, converters.bootstrap);
        }

        @Override
        public Casting<K> casting(BodyReader reader) throws MalformedInputException {
            reader.onlyVersion("integer KeySwitchingKeyMaterial");
            reader.onlyVersion("shortint KeySwitchingKeyMaterial");
            K key = keyswitchKey(reader);
            int rightShift = reader.i8();
            return new Casting<>(key, rightShift, CommonTypes.readKeyChoice(reader));
        }

        @Override
        public Compression<P> compression(BodyReader reader) throws MalformedInputException {
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

        @Override
        public Decompression<B> decompression(BodyReader reader) throws MalformedInputException {
            if (integerLevel) {
                reader.onlyVersion("integer DecompressionKey");
            }
            reader.onlyVersion("shortint DecompressionKey");
            B key = bootstrapKey(reader);
            return new Decompression<>(key, reader.quantity("LweCiphertextCount"));
        }
    }
}
