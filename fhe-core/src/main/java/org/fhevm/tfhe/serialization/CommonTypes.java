package org.fhevm.tfhe.serialization;

import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.math.random.Seed;
import org.fhevm.tfhe.parameters.EncryptionKeyChoice;
import org.fhevm.tfhe.parameters.ExpansionKind;
import org.fhevm.tfhe.parameters.NoiseDistribution;
import org.fhevm.tfhe.parameters.NoiseDistribution.Gaussian;
import org.fhevm.tfhe.parameters.NoiseDistribution.TUniform;
import org.fhevm.tfhe.parameters.PbsOrder;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/** The layouts of the small types that all others are made of. */
final class CommonTypes {
    private static final long SCALAR_BITS = 64;
    private static final long UNKNOWN_NOISE = -1;
    private static final int GAUSSIAN = 0;
    private static final int T_UNIFORM = 1;

    private CommonTypes() {}

    /** Only 2^64 is accepted, stored as 0 or as itself. */
    static void readModulus(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("CiphertextModulus");
        long low = reader.u64();
        long high = reader.u64();
        long scalarBits = reader.u64();
        if (low != 0 || high < 0 || high > 1 || scalarBits != SCALAR_BITS) {
            throw reader.unsupported("a ciphertext modulus other than 2^64");
        }
    }

    static void writeModulus(BodyWriter writer) {
        writer.version(0);
        writer.u64(0);
        writer.u64(0);
        writer.u64(SCALAR_BITS);
    }

    static NoiseDistribution readNoise(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("DynamicDistribution");
        return switch (reader.variant("DynamicDistribution", 2)) {
            case GAUSSIAN -> {
                reader.onlyVersion("Gaussian");
                double standardDeviation = reader.f64();
                double mean = reader.f64();
                yield reader.build(() -> new Gaussian(standardDeviation, mean));
            }
            default -> {
                reader.onlyVersion("TUniform");
                int boundLog2 = reader.u32();
                yield reader.build(() -> new TUniform(boundLog2));
            }
        };
    }

    static void writeNoise(NoiseDistribution noise, BodyWriter writer) {
        writer.version(0);
        switch (noise) {
            case Gaussian gaussian -> {
                writer.variant(GAUSSIAN);
                writer.version(0);
                writer.f64(gaussian.standardDeviation());
                writer.f64(gaussian.mean());
            }
            case TUniform tUniform -> {
                writer.variant(T_UNIFORM);
                writer.version(0);
                writer.u32(tUniform.boundLog2());
            }
        }
    }

    static EncryptionKeyChoice readKeyChoice(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("EncryptionKeyChoice");
        return reader.variant("EncryptionKeyChoice", 2) == 0 ? EncryptionKeyChoice.BIG : EncryptionKeyChoice.SMALL;
    }

    static void writeKeyChoice(EncryptionKeyChoice choice, BodyWriter writer) {
        writer.version(0);
        writer.variant(
                switch (choice) {
                    case BIG -> 0;
                    case SMALL -> 1;
                });
    }

    static PbsOrder readPbsOrder(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("PBSOrder");
        return reader.variant("PBSOrder", 2) == 0 ? PbsOrder.KEYSWITCH_BOOTSTRAP : PbsOrder.BOOTSTRAP_KEYSWITCH;
    }

    static void writePbsOrder(PbsOrder order, BodyWriter writer) {
        writer.version(0);
        writer.variant(
                switch (order) {
                    case KEYSWITCH_BOOTSTRAP -> 0;
                    case BOOTSTRAP_KEYSWITCH -> 1;
                });
    }

    static ExpansionKind readExpansionKind(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("CompactCiphertextListExpansionKind");
        return reader.variant("CompactCiphertextListExpansionKind", 2) == 0
                ? new ExpansionKind.RequiresCasting()
                : new ExpansionKind.NoCasting(readPbsOrder(reader));
    }

    static void writeExpansionKind(ExpansionKind kind, BodyWriter writer) {
        writer.version(0);
        switch (kind) {
            case ExpansionKind.RequiresCasting requiresCasting -> writer.variant(0);
            case ExpansionKind.NoCasting noCasting -> {
                writer.variant(1);
                writePbsOrder(noCasting.order(), writer);
            }
        }
    }

    static int readNoiseLevel(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("NoiseLevel");
        long level = reader.u64();
        if (level == UNKNOWN_NOISE) {
            return ShortintCiphertext.UNKNOWN_NOISE_LEVEL;
        }
        if (level < 0 || level >= ShortintCiphertext.UNKNOWN_NOISE_LEVEL) {
            throw reader.malformed("noise level " + Long.toUnsignedString(level) + " is out of range");
        }
        return (int) level;
    }

    static void writeNoiseLevel(int level, BodyWriter writer) {
        writer.quantity(level == ShortintCiphertext.UNKNOWN_NOISE_LEVEL ? UNKNOWN_NOISE : level);
    }

    static Seed readSeed(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("CompressionSeed");
        long low = reader.u64();
        return new Seed(reader.u64(), low);
    }

    static void writeSeed(Seed seed, BodyWriter writer) {
        writer.version(0);
        writer.u64(seed.low());
        writer.u64(seed.high());
    }

    static KeyTag readTag(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("Tag");
        return KeyTag.of(reader.byteString());
    }

    static void writeTag(KeyTag tag, BodyWriter writer) {
        writer.version(0);
        writer.byteString(tag.bytes());
    }
}
