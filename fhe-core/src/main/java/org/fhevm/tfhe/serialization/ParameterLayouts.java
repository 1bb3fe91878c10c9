package org.fhevm.tfhe.serialization;

import org.fhevm.tfhe.parameters.CastingParameters;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.parameters.CompressionParameters;
import org.fhevm.tfhe.parameters.ComputeParameters;
import org.fhevm.tfhe.parameters.Decomposition;
import org.fhevm.tfhe.parameters.EncryptionKeyChoice;
import org.fhevm.tfhe.parameters.ExpansionKind;
import org.fhevm.tfhe.parameters.NoiseDistribution;

/** The layouts of the four parameter records. */
final class ParameterLayouts {
    private ParameterLayouts() {}

    /** A whole {@code ShortintParameterSet}; only classic bootstrapping parameters are supported. */
    static ComputeParameters readCompute(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("ShortintParameterSet");
        reader.onlyVersion("ShortintParameterSetInner");
        if (reader.variant("ShortintParameterSetInner", 3) != 0) {
            throw reader.unsupported("a parameter set for bootstrapping without padding");
        }
        reader.onlyVersion("PBSParameters");
        if (reader.variant("PBSParameters", 2) != 0) {
            throw reader.unsupported("a multi-bit parameter set");
        }
        return readClassic(reader);
    }

    private static ComputeParameters readClassic(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("ClassicPBSParameters");
        int lweDimension = reader.quantity("LweDimension");
        int glweDimension = reader.quantity("GlweDimension");
        int polynomialSize = reader.quantity("PolynomialSize");
        NoiseDistribution lweNoise = CommonTypes.readNoise(reader);
        NoiseDistribution glweNoise = CommonTypes.readNoise(reader);
        Decomposition bootstrap = readDecomposition(reader);
        Decomposition keyswitch = readDecomposition(reader);
        int messageModulus = reader.quantity("MessageModulus");
        int carryModulus = reader.quantity("CarryModulus");
        int maxNoiseLevel = reader.quantity("MaxNoiseLevel");
        double log2FailureProbability = reader.f64();
        CommonTypes.readModulus(reader);
        EncryptionKeyChoice keyChoice = CommonTypes.readKeyChoice(reader);
        return reader.build(() -> new ComputeParameters(
                lweDimension,
                glweDimension,
                polynomialSize,
                lweNoise,
                glweNoise,
                bootstrap,
                keyswitch,
                messageModulus,
                carryModulus,
                maxNoiseLevel,
                log2FailureProbability,
                keyChoice));
    }

    static void writeCompute(ComputeParameters parameters, BodyWriter writer) {
        writer.version(0);
        writer.version(0);
        writer.variant(0);
        writer.version(0);
        writer.variant(0);
        writer.version(0);
        writer.quantity(parameters.lweDimension());
        writer.quantity(parameters.glweDimension());
        writer.quantity(parameters.polynomialSize());
        CommonTypes.writeNoise(parameters.lweNoise(), writer);
        CommonTypes.writeNoise(parameters.glweNoise(), writer);
        writeDecomposition(parameters.bootstrap(), writer);
        writeDecomposition(parameters.keyswitch(), writer);
        writer.quantity(parameters.messageModulus());
        writer.quantity(parameters.carryModulus());
        writer.quantity(parameters.maxNoiseLevel());
        writer.f64(parameters.log2FailureProbability());
        CommonTypes.writeModulus(writer);
        CommonTypes.writeKeyChoice(parameters.encryptionKeyChoice(), writer);
    }

    static CompactKeyParameters readCompactKey(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("CompactPublicKeyEncryptionParameters");
        int lweDimension = reader.quantity("LweDimension");
        NoiseDistribution noise = CommonTypes.readNoise(reader);
        int messageModulus = reader.quantity("MessageModulus");
        int carryModulus = reader.quantity("CarryModulus");
        CommonTypes.readModulus(reader);
        ExpansionKind expansion = CommonTypes.readExpansionKind(reader);
        return reader.build(
                () -> new CompactKeyParameters(lweDimension, noise, messageModulus, carryModulus, expansion));
    }

    static void writeCompactKey(CompactKeyParameters parameters, BodyWriter writer) {
        writer.version(0);
        writer.quantity(parameters.lweDimension());
        CommonTypes.writeNoise(parameters.noise(), writer);
        writer.quantity(parameters.messageModulus());
        writer.quantity(parameters.carryModulus());
        CommonTypes.writeModulus(writer);
        CommonTypes.writeExpansionKind(parameters.expansion(), writer);
    }

    static CastingParameters readCasting(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("ShortintKeySwitchingParameters");
        Decomposition decomposition = readDecomposition(reader);
        return new CastingParameters(decomposition, CommonTypes.readKeyChoice(reader));
    }

    static void writeCasting(CastingParameters parameters, BodyWriter writer) {
        writer.version(0);
        writeDecomposition(parameters.decomposition(), writer);
        CommonTypes.writeKeyChoice(parameters.destination(), writer);
    }

    static CompressionParameters readCompression(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("CompressionParameters");
        Decomposition bootstrap = readLevelFirst(reader);
        Decomposition packing = readLevelFirst(reader);
        int polynomialSize = reader.quantity("PolynomialSize");
        int glweDimension = reader.quantity("GlweDimension");
        int lwePerGlwe = reader.quantity("LweCiphertextCount");
        int storageLogModulus = reader.quantity("CiphertextModulusLog");
        NoiseDistribution noise = CommonTypes.readNoise(reader);
        return reader.build(() -> new CompressionParameters(
                bootstrap, packing, polynomialSize, glweDimension, lwePerGlwe, storageLogModulus, noise));
    }

    static void writeCompression(CompressionParameters parameters, BodyWriter writer) {
        writer.version(0);
        writeLevelFirst(parameters.bootstrap(), writer);
        writeLevelFirst(parameters.packing(), writer);
        writer.quantity(parameters.packingPolynomialSize());
        writer.quantity(parameters.packingGlweDimension());
        writer.quantity(parameters.lwePerGlwe());
        writer.quantity(parameters.storageLogModulus());
        CommonTypes.writeNoise(parameters.packingNoise(), writer);
    }

    /** The usual order: base log, then level count. */
    static Decomposition readDecomposition(BodyReader reader) throws MalformedInputException {
        int baseLog = reader.quantity("DecompositionBaseLog");
        int levelCount = reader.quantity("DecompositionLevelCount");
        return reader.build(() -> new Decomposition(baseLog, levelCount));
    }

    static void writeDecomposition(Decomposition decomposition, BodyWriter writer) {
        writer.quantity(decomposition.baseLog());
        writer.quantity(decomposition.levelCount());
    }

    /** The order of compression parameters: level count, then base log. */
    private static Decomposition readLevelFirst(BodyReader reader) throws MalformedInputException {
        int levelCount = reader.quantity("DecompositionLevelCount");
        int baseLog = reader.quantity("DecompositionBaseLog");
        return reader.build(() -> new Decomposition(baseLog, levelCount));
    }

    private static void writeLevelFirst(Decomposition decomposition, BodyWriter writer) {
        writer.quantity(decomposition.levelCount());
        writer.quantity(decomposition.baseLog());
    }
}
