package org.fhevm.tfhe.serialization;

import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.parameters.CompactKeyParameters;

/** The public keys that clients encrypt their inputs with. */
public final class CompactPublicKeyCodec extends SafeSerializedCodec<CompactPublicKey> {
    public static final CompactPublicKeyCodec INSTANCE = new CompactPublicKeyCodec();

    private static final int WITHOUT_TAG = 0;

    private CompactPublicKeyCodec() {
        super("high_level_api::CompactPublicKey", SizeLimits.KEY);
    }

    @Override
    CompactPublicKey readBody(BodyReader reader) throws MalformedInputException {
        int version = reader.version("CompactPublicKey", 1);
        int shortintVersion = CompactKeyLayout.readShell(reader, "CompactPublicKey");
        reader.onlyVersion("LweCompactPublicKey");
        reader.onlyVersion("GlweCiphertext");
        long[] words = reader.words();
        int polynomialSize = reader.quantity("PolynomialSize");
        CommonTypes.readModulus(reader);
        CompactKeyParameters parameters = CompactKeyLayout.readParameters(reader, shortintVersion);
        if (polynomialSize != parameters.lweDimension()) {
            throw reader.malformed("a compact public key of polynomial size " + polynomialSize
                    + " cannot have dimension " + parameters.lweDimension());
        }
        KeyTag tag = version == WITHOUT_TAG ? KeyTag.EMPTY : CommonTypes.readTag(reader);
        return reader.build(() -> new CompactPublicKey(words, parameters, tag));
    }

    @Override
    void writeBody(CompactPublicKey key, BodyWriter writer) {
        writer.version(1);
        CompactKeyLayout.writeShell(writer);
        writer.version(0);
        writer.version(0);
        writer.words(key.words());
        writer.quantity(key.parameters().lweDimension());
        CommonTypes.writeModulus(writer);
        ParameterLayouts.writeCompactKey(key.parameters(), writer);
        CommonTypes.writeTag(key.tag(), writer);
    }
}
