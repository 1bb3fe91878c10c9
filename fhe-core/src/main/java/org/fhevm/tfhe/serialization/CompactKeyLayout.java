package org.fhevm.tfhe.serialization;

import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.parameters.ComputeParameters;
import org.fhevm.tfhe.parameters.EncryptionKeyChoice;
import org.fhevm.tfhe.parameters.ExpansionKind;
import org.fhevm.tfhe.parameters.PbsOrder;

/** The common parts of the two forms of compact public keys: the wrapper around the key and the parameters after it. */
final class CompactKeyLayout {
    private static final int COMPUTE_PARAMETERS = 0;

    private CompactKeyLayout() {}

    /**
     * Reads up to the key itself.
     *
     * @return the version of the shortint layer, which decides about the parameters behind the key
     */
    static int readShell(BodyReader reader, String typeName) throws MalformedInputException {
        reader.onlyVersion("inner " + typeName);
        reader.onlyVersion("integer " + typeName);
        return reader.version("shortint " + typeName, 1);
    }

    static void writeShell(BodyWriter writer) {
        writer.version(0);
        writer.version(0);
        writer.version(1);
    }

    /** The parameters behind the key. Keys of the first layout are under a compute key and state its parameters. */
    static CompactKeyParameters readParameters(BodyReader reader, int shortintVersion) throws MalformedInputException {
        if (shortintVersion != COMPUTE_PARAMETERS) {
            return ParameterLayouts.readCompactKey(reader);
        }
        ComputeParameters compute = ParameterLayouts.readCompute(reader);
        PbsOrder order = CommonTypes.readPbsOrder(reader);
        boolean underBigKey = compute.encryptionKeyChoice() == EncryptionKeyChoice.BIG;
        return reader.build(() -> new CompactKeyParameters(
                compute.blockLweDimension(),
                underBigKey ? compute.glweNoise() : compute.lweNoise(),
                compute.messageModulus(),
                compute.carryModulus(),
                new ExpansionKind.NoCasting(order)));
    }
}
