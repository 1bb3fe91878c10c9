package org.fhevm.tfhe.serialization;

import org.fhevm.tfhe.core.entity.SeededLweBootstrapKey;
import org.fhevm.tfhe.core.entity.SeededLweKeyswitchKey;
import org.fhevm.tfhe.core.entity.SeededLwePackingKeyswitchKey;
import org.fhevm.tfhe.math.random.Seed;
import org.fhevm.tfhe.parameters.Decomposition;

/**
 * The layouts of keys with seeds instead of masks. Input dimensions follow from the number of bodies. Levels ascend;
 * the first version of the keyswitch keys, which tfhe-rs 0.9 refuses, is refused here too.
 */
final class SeededKeyLayouts {
    private SeededKeyLayouts() {}

    static SeededLweKeyswitchKey readKeyswitch(BodyReader reader) throws MalformedInputException {
        newestVersion(reader, "SeededLweKeyswitchKey");
        long[] bodies = reader.words();
        Decomposition decomposition = ParameterLayouts.readDecomposition(reader);
        int outputSize = reader.quantity("LweSize");
        Seed seed = CommonTypes.readSeed(reader);
        CommonTypes.readModulus(reader);
        int inputDimension = KeyswitchKeyLayouts.quotient(bodies.length, decomposition.levelCount());
        return reader.build(
                () -> new SeededLweKeyswitchKey(inputDimension, outputSize - 1, decomposition, seed, bodies));
    }

    static void writeKeyswitch(SeededLweKeyswitchKey key, BodyWriter writer) {
        writer.version(1);
        writer.words(key.bodies());
        ParameterLayouts.writeDecomposition(key.decomposition(), writer);
        writer.quantity(key.outputDimension() + 1L);
        CommonTypes.writeSeed(key.seed(), writer);
        CommonTypes.writeModulus(writer);
    }

    static SeededLwePackingKeyswitchKey readPacking(BodyReader reader) throws MalformedInputException {
        newestVersion(reader, "SeededLwePackingKeyswitchKey");
        long[] bodies = reader.words();
        Decomposition decomposition = ParameterLayouts.readDecomposition(reader);
        int glweSize = reader.quantity("GlweSize");
        int polynomialSize = reader.quantity("PolynomialSize");
        Seed seed = CommonTypes.readSeed(reader);
        CommonTypes.readModulus(reader);
        int inputDimension = KeyswitchKeyLayouts.quotient(bodies.length, decomposition.levelCount(), polynomialSize);
        return reader.build(() -> new SeededLwePackingKeyswitchKey(
                inputDimension, glweSize - 1, polynomialSize, decomposition, seed, bodies));
    }

    static void writePacking(SeededLwePackingKeyswitchKey key, BodyWriter writer) {
        writer.version(1);
        writer.words(key.bodies());
        ParameterLayouts.writeDecomposition(key.decomposition(), writer);
        writer.quantity(key.glweDimension() + 1L);
        writer.quantity(key.polynomialSize());
        CommonTypes.writeSeed(key.seed(), writer);
        CommonTypes.writeModulus(writer);
    }

    static SeededLweBootstrapKey readBootstrap(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("SeededLweBootstrapKey");
        reader.onlyVersion("SeededGgswCiphertextList");
        long[] bodies = reader.words();
        int glweSize = reader.quantity("GlweSize");
        int polynomialSize = reader.quantity("PolynomialSize");
        Decomposition decomposition = ParameterLayouts.readDecomposition(reader);
        Seed seed = CommonTypes.readSeed(reader);
        CommonTypes.readModulus(reader);
        int inputDimension =
                KeyswitchKeyLayouts.quotient(bodies.length, decomposition.levelCount(), glweSize, polynomialSize);
        return reader.build(() ->
                new SeededLweBootstrapKey(inputDimension, glweSize - 1, polynomialSize, decomposition, seed, bodies));
    }

    static void writeBootstrap(SeededLweBootstrapKey key, BodyWriter writer) {
        writer.version(0);
        writer.version(0);
        writer.words(key.bodies());
        writer.quantity(key.glweDimension() + 1L);
        writer.quantity(key.polynomialSize());
        ParameterLayouts.writeDecomposition(key.decomposition(), writer);
        CommonTypes.writeSeed(key.seed(), writer);
        CommonTypes.writeModulus(writer);
    }

    /** Accepts variant 1 only: variant 0 has its levels in another order, and tfhe-rs does not read it either. */
    static void newestVersion(BodyReader reader, String type) throws MalformedInputException {
        if (reader.version(type, 1) == 0) {
            throw reader.unsupported("version 0 of " + type);
        }
    }
}
