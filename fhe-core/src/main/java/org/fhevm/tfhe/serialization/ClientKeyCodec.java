package org.fhevm.tfhe.serialization;

import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.client.ClientKey.CompactPrivateKey;
import org.fhevm.tfhe.client.ClientKey.CompressionPrivateKey;
import org.fhevm.tfhe.core.entity.GlweSecretKey;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.core.entity.LweSecretKey;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.parameters.ComputeParameters;

/** Client keys, with or without the secrets of compact inputs and of compression. */
public final class ClientKeyCodec extends SafeSerializedCodec<ClientKey> {
    public static final ClientKeyCodec INSTANCE = new ClientKeyCodec();

    private static final int WITHOUT_TAG = 0;
    private static final int COMPRESSION_AT_SHORTINT_LEVEL = 2;

    private ClientKeyCodec() {
        super("high_level_api::ClientKey", SizeLimits.KEY);
    }

    @Override
    ClientKey readBody(BodyReader reader) throws MalformedInputException {
        int version = reader.version("ClientKey", 1);
        int integerVersion = reader.version("IntegerClientKey", 3);
        if (integerVersion < COMPRESSION_AT_SHORTINT_LEVEL) {
            throw reader.unsupported("version " + integerVersion + " of IntegerClientKey");
        }
        reader.onlyVersion("integer ClientKey");
        reader.onlyVersion("shortint ClientKey");
        GlweSecretKey glweSecretKey = SecretKeyLayouts.readGlwe(reader);
        LweSecretKey lweSecretKey = SecretKeyLayouts.readLwe(reader);
        ComputeParameters parameters = ParameterLayouts.readCompute(reader);
        CompactPrivateKey compact = reader.option() ? readCompact(reader) : null;
        CompressionPrivateKey compression = reader.option() ? readCompression(reader, integerVersion) : null;
        KeyTag tag = version == WITHOUT_TAG ? KeyTag.EMPTY : CommonTypes.readTag(reader);
        return reader.build(() -> new ClientKey(glweSecretKey, lweSecretKey, parameters, compact, compression, tag));
    }

    private static CompactPrivateKey readCompact(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("integer CompactPrivateKey");
        reader.onlyVersion("shortint CompactPrivateKey");
        LweSecretKey secretKey = SecretKeyLayouts.readLwe(reader);
        CompactKeyParameters parameters = ParameterLayouts.readCompactKey(reader);
        var casting = ParameterLayouts.readCasting(reader);
        return reader.build(() -> new CompactPrivateKey(secretKey, parameters, casting));
    }

    private static CompressionPrivateKey readCompression(BodyReader reader, int integerVersion)
            throws MalformedInputException {
        if (integerVersion > COMPRESSION_AT_SHORTINT_LEVEL) {
            reader.onlyVersion("integer CompressionPrivateKeys");
        }
        reader.onlyVersion("shortint CompressionPrivateKeys");
        GlweSecretKey secretKey = SecretKeyLayouts.readGlwe(reader);
        var parameters = ParameterLayouts.readCompression(reader);
        return reader.build(() -> new CompressionPrivateKey(secretKey, parameters));
    }

    @Override
    void writeBody(ClientKey key, BodyWriter writer) {
        writer.version(1);
        writer.version(3);
        writer.version(0);
        writer.version(0);
        SecretKeyLayouts.writeGlwe(key.glweSecretKey(), writer);
        SecretKeyLayouts.writeLwe(key.lweSecretKey(), writer);
        ParameterLayouts.writeCompute(key.parameters(), writer);
        writer.option(key.compactPrivateKey().isPresent());
        key.compactPrivateKey().ifPresent(compact -> writeCompact(compact, writer));
        writer.option(key.compressionPrivateKey().isPresent());
        key.compressionPrivateKey().ifPresent(compression -> writeCompression(compression, writer));
        CommonTypes.writeTag(key.tag(), writer);
    }

    private static void writeCompact(CompactPrivateKey key, BodyWriter writer) {
        writer.version(0);
        writer.version(0);
        SecretKeyLayouts.writeLwe(key.secretKey(), writer);
        ParameterLayouts.writeCompactKey(key.parameters(), writer);
        ParameterLayouts.writeCasting(key.casting(), writer);
    }

    private static void writeCompression(CompressionPrivateKey key, BodyWriter writer) {
        writer.version(0);
        writer.version(0);
        SecretKeyLayouts.writeGlwe(key.secretKey(), writer);
        ParameterLayouts.writeCompression(key.parameters(), writer);
    }
}
