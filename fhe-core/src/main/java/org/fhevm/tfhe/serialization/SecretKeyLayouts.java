package org.fhevm.tfhe.serialization;

import org.fhevm.tfhe.core.entity.GlweSecretKey;
import org.fhevm.tfhe.core.entity.LweSecretKey;

/** The layouts of the two kinds of secret key: one word per bit. */
final class SecretKeyLayouts {
    private SecretKeyLayouts() {}

    static LweSecretKey readLwe(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("LweSecretKey");
        long[] bits = reader.words();
        return reader.build(() -> new LweSecretKey(bits));
    }

    static void writeLwe(LweSecretKey key, BodyWriter writer) {
        writer.version(0);
        writer.words(key.secretBits());
    }

    static GlweSecretKey readGlwe(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("GlweSecretKey");
        long[] bits = reader.words();
        int polynomialSize = reader.quantity("PolynomialSize");
        int glweDimension = polynomialSize == 0 ? 0 : bits.length / polynomialSize;
        return reader.build(() -> new GlweSecretKey(bits, glweDimension, polynomialSize));
    }

    static void writeGlwe(GlweSecretKey key, BodyWriter writer) {
        writer.version(0);
        writer.words(key.secretBits());
        writer.quantity(key.polynomialSize());
    }
}
