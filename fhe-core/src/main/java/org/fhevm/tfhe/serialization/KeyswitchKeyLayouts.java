package org.fhevm.tfhe.serialization;

import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.parameters.Decomposition;

/** The layouts of the two kinds of keyswitch key. The input dimension is not stored but follows from the word count. */
final class KeyswitchKeyLayouts {
    private static final int DESCENDING_LEVELS = 0;

    private KeyswitchKeyLayouts() {}

    static LweKeyswitchKey read(BodyReader reader) throws MalformedInputException {
        int version = reader.version("LweKeyswitchKey", 1);
        long[] words = reader.words();
        Decomposition decomposition = ParameterLayouts.readDecomposition(reader);
        int outputSize = reader.quantity("LweSize");
        CommonTypes.readModulus(reader);
        int inputDimension = quotient(words.length, decomposition.levelCount(), outputSize);
        LweKeyswitchKey key =
                reader.build(() -> new LweKeyswitchKey(inputDimension, outputSize - 1, decomposition, words));
        if (version == DESCENDING_LEVELS) {
            DescendingLevels.reverse(words, decomposition.levelCount(), outputSize);
        }
        return key;
    }

    static void write(LweKeyswitchKey key, BodyWriter writer) {
        writer.version(1);
        writer.words(key.words());
        ParameterLayouts.writeDecomposition(key.decomposition(), writer);
        writer.quantity(key.outputDimension() + 1L);
        CommonTypes.writeModulus(writer);
    }

    static LwePackingKeyswitchKey readPacking(BodyReader reader) throws MalformedInputException {
        int version = reader.version("LwePackingKeyswitchKey", 1);
        long[] words = reader.words();
        Decomposition decomposition = ParameterLayouts.readDecomposition(reader);
        int glweSize = reader.quantity("GlweSize");
        int polynomialSize = reader.quantity("PolynomialSize");
        CommonTypes.readModulus(reader);
        int inputDimension = quotient(words.length, decomposition.levelCount(), glweSize, polynomialSize);
        LwePackingKeyswitchKey key = reader.build(
                () -> new LwePackingKeyswitchKey(inputDimension, glweSize - 1, polynomialSize, decomposition, words));
        if (version == DESCENDING_LEVELS) {
            DescendingLevels.reverse(words, decomposition.levelCount(), glweSize * polynomialSize);
        }
        return key;
    }

    static void writePacking(LwePackingKeyswitchKey key, BodyWriter writer) {
        writer.version(1);
        writer.words(key.words());
        ParameterLayouts.writeDecomposition(key.decomposition(), writer);
        writer.quantity(key.glweDimension() + 1L);
        writer.quantity(key.polynomialSize());
        CommonTypes.writeModulus(writer);
    }

    /** The missing dimension, or 0; if there is a remainder, the entity refuses it. */
    static int quotient(int length, int... dimensions) {
        long product = 1;
        for (int dimension : dimensions) {
            product *= dimension;
            if (product <= 0 || product > length) {
                return 0;
            }
        }
        return (int) (length / product);
    }
}
