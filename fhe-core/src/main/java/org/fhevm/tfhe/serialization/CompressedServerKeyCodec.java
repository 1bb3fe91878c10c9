package org.fhevm.tfhe.serialization;

import static org.fhevm.tfhe.serialization.SeededKeyLayouts.newestVersion;

import org.fhevm.tfhe.core.entity.SeededLweBootstrapKey;
import org.fhevm.tfhe.core.entity.SeededLweKeyswitchKey;
import org.fhevm.tfhe.core.entity.SeededLwePackingKeyswitchKey;
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

    private static final ServerKeyLayout.PartWriter<
                    SeededLweKeyswitchKey, SeededLweBootstrapKey, SeededLwePackingKeyswitchKey>
            PARTS = new ServerKeyLayout.PartWriter<>(
                    1,
                    SeededKeyLayouts::writeKeyswitch,
                    CompressedServerKeyCodec::writeBootstrapKey,
                    SeededKeyLayouts::writePacking,
                    SeededKeyLayouts::writeBootstrap);

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
        return ServerKeyLayout.read(reader, new Parts(), version != WITHOUT_TAG);
    }

    @Override
    void writeBody(
            ServerKeyParts<SeededLweKeyswitchKey, SeededLweBootstrapKey, SeededLwePackingKeyswitchKey> key,
            BodyWriter writer) {
        writer.version(1);
        writer.version(1);
        writer.version(1);
        writer.version(1);
        ServerKeyLayout.write(key, PARTS, writer);
    }

    private static void writeBootstrapKey(SeededLweBootstrapKey key, BodyWriter writer) {
        writer.version(0);
        writer.variant(CLASSIC);
        SeededKeyLayouts.writeBootstrap(key, writer);
    }

    private record Parts()
            implements ServerKeyLayout.PartReader<
                    SeededLweKeyswitchKey, SeededLweBootstrapKey, SeededLwePackingKeyswitchKey> {
        @Override
        public SeededLweKeyswitchKey keyswitchKey(BodyReader reader) throws MalformedInputException {
            return SeededKeyLayouts.readKeyswitch(reader);
        }

        @Override
        public SeededLweBootstrapKey bootstrapKey(BodyReader reader) throws MalformedInputException {
            reader.onlyVersion("ShortintCompressedBootstrappingKey");
            if (reader.variant("ShortintCompressedBootstrappingKey", 2) != CLASSIC) {
                throw reader.unsupported("a multi-bit bootstrapping key");
            }
            return SeededKeyLayouts.readBootstrap(reader);
        }

        @Override
        public Casting<SeededLweKeyswitchKey> casting(BodyReader reader) throws MalformedInputException {
            newestVersion(reader, "integer CompressedKeySwitchingKeyMaterial");
            newestVersion(reader, "shortint CompressedKeySwitchingKeyMaterial");
            SeededLweKeyswitchKey key = SeededKeyLayouts.readKeyswitch(reader);
            int rightShift = reader.i8();
            return new Casting<>(key, rightShift, CommonTypes.readKeyChoice(reader));
        }

        @Override
        public Compression<SeededLwePackingKeyswitchKey> compression(BodyReader reader) throws MalformedInputException {
            newestVersion(reader, "integer CompressedCompressionKey");
            newestVersion(reader, "shortint CompressedCompressionKey");
            SeededLwePackingKeyswitchKey key = SeededKeyLayouts.readPacking(reader);
            int lwePerGlwe = reader.quantity("LweCiphertextCount");
            int storageLogModulus = reader.quantity("CiphertextModulusLog");
            return reader.build(() -> new Compression<>(key, lwePerGlwe, storageLogModulus));
        }

        /** Unlike its neighbours, this part has had only one layout, and offers no choice of bootstrapping keys. */
        @Override
        public Decompression<SeededLweBootstrapKey> decompression(BodyReader reader) throws MalformedInputException {
            reader.onlyVersion("integer CompressedDecompressionKey");
            reader.onlyVersion("shortint CompressedDecompressionKey");
            SeededLweBootstrapKey key = SeededKeyLayouts.readBootstrap(reader);
            return new Decompression<>(key, reader.quantity("LweCiphertextCount"));
        }
    }
}
