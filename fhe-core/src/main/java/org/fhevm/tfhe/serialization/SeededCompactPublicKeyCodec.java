package org.fhevm.tfhe.serialization;

import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.core.entity.SeededCompactPublicKey;
import org.fhevm.tfhe.math.random.Seed;
import org.fhevm.tfhe.parameters.CompactKeyParameters;

/** Compact public keys with a seed instead of the mask ({@code CompressedCompactPublicKey} in tfhe-rs). */
public final class SeededCompactPublicKeyCodec extends SafeSerializedCodec<SeededCompactPublicKey> {
    public static final SeededCompactPublicKeyCodec INSTANCE = new SeededCompactPublicKeyCodec();

    private static final int WITHOUT_TAG = 0;
    private static final int GLWE_SIZE = 2;

    private SeededCompactPublicKeyCodec() {
        super("high_level_api::CompressedCompactPublicKey", SizeLimits.KEY);
    }

    @Override
    SeededCompactPublicKey readBody(BodyReader reader) throws MalformedInputException {
        int version = reader.version("CompressedCompactPublicKey", 1);
        int shortintVersion = CompactKeyLayout.readShell(reader, "CompressedCompactPublicKey");
        reader.onlyVersion("SeededLweCompactPublicKey");
        reader.onlyVersion("SeededGlweCiphertext");
        long[] body = reader.words();
        int glweSize = reader.quantity("GlweSize");
        if (glweSize != GLWE_SIZE) {
            throw reader.malformed("a compact public key has GLWE size " + GLWE_SIZE + ", not " + glweSize);
        }
        Seed seed = CommonTypes.readSeed(reader);
        CommonTypes.readModulus(reader);
        CompactKeyParameters parameters = CompactKeyLayout.readParameters(reader, shortintVersion);
        KeyTag tag = version == WITHOUT_TAG ? KeyTag.EMPTY : CommonTypes.readTag(reader);
        return reader.build(() -> new SeededCompactPublicKey(seed, body, parameters, tag));
    }

    @Override
    void writeBody(SeededCompactPublicKey key, BodyWriter writer) {
        writer.version(1);
        CompactKeyLayout.writeShell(writer);
        writer.version(0);
        writer.version(0);
        writer.words(key.body());
        writer.quantity(GLWE_SIZE);
        CommonTypes.writeSeed(key.seed(), writer);
        CommonTypes.writeModulus(writer);
        ParameterLayouts.writeCompactKey(key.parameters(), writer);
        CommonTypes.writeTag(key.tag(), writer);
    }
}
