package org.fhevm.tfhe.serialization;

import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;
import org.fhevm.tfhe.parameters.ExpansionKind;
import org.fhevm.tfhe.shortint.CompactBlockList;

/** The layout of blocks encrypted with a compact public key. */
final class CompactBlockListLayout {
    private static final int PBS_ORDER_INSTEAD_OF_EXPANSION = 0;

    private CompactBlockListLayout() {}

    static CompactBlockList read(BodyReader reader) throws MalformedInputException {
        int version = reader.version("shortint CompactCiphertextList", 1);
        LweCompactCiphertextList ciphertexts = readCiphertexts(reader);
        int degree = reader.quantity("Degree");
        int messageModulus = reader.quantity("MessageModulus");
        int carryModulus = reader.quantity("CarryModulus");
        ExpansionKind expansion = version == PBS_ORDER_INSTEAD_OF_EXPANSION
                ? new ExpansionKind.NoCasting(CommonTypes.readPbsOrder(reader))
                : CommonTypes.readExpansionKind(reader);
        int noiseLevel = CommonTypes.readNoiseLevel(reader);
        return new CompactBlockList(ciphertexts, degree, messageModulus, carryModulus, expansion, noiseLevel);
    }

    private static LweCompactCiphertextList readCiphertexts(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("LweCompactCiphertextList");
        long[] words = reader.words();
        int lweSize = reader.quantity("LweSize");
        int lweCount = reader.quantity("LweCiphertextCount");
        CommonTypes.readModulus(reader);
        return reader.build(() -> new LweCompactCiphertextList(lweSize - 1, lweCount, words));
    }

    static void write(CompactBlockList list, BodyWriter writer) {
        writer.version(1);
        writer.version(0);
        writer.words(list.ciphertexts().words());
        writer.quantity(list.ciphertexts().lweDimension() + 1L);
        writer.quantity(list.ciphertexts().lweCount());
        CommonTypes.writeModulus(writer);
        writer.quantity(list.degree());
        writer.quantity(list.messageModulus());
        writer.quantity(list.carryModulus());
        CommonTypes.writeExpansionKind(list.expansion(), writer);
        CommonTypes.writeNoiseLevel(list.noiseLevel(), writer);
    }
}
