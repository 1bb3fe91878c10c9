package org.fhevm.tfhe.serialization;

import java.util.List;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.integer.ciphertext.CompressedCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.PackedGlwe;
import org.fhevm.tfhe.parameters.PbsOrder;

/** Lists of packed values, the form in which ciphertexts are stored. */
public final class CompressedCiphertextListCodec extends SafeSerializedCodec<CompressedCiphertextList> {
    public static final CompressedCiphertextListCodec INSTANCE = new CompressedCiphertextListCodec();

    private static final int WITHOUT_TAG = 0;
    /** A GLWE of no words without versions: five numbers, one count and a modulus. */
    private static final int MINIMAL_GLWE_BYTES = 6 * 8 + 24;

    private CompressedCiphertextListCodec() {
        super("high_level_api::CompressedCiphertextList", SizeLimits.CIPHERTEXT);
    }

    @Override
    CompressedCiphertextList readBody(BodyReader reader) throws MalformedInputException {
        int version = reader.version("CompressedCiphertextList", 2);
        reader.onlyVersion("integer CompressedCiphertextList");
        reader.onlyVersion("shortint CompressedCiphertextList");
        List<PackedGlwe> glwes = readGlwes(reader);
        CommonTypes.readModulus(reader);
        int messageModulus = reader.quantity("MessageModulus");
        int carryModulus = reader.quantity("CarryModulus");
        PbsOrder pbsOrder = CommonTypes.readPbsOrder(reader);
        int lwePerGlwe = reader.quantity("LweCiphertextCount");
        int count = reader.quantity("CiphertextCount");
        List<DataKind> kinds = DataKindLayout.readAll(reader);
        KeyTag tag = version == WITHOUT_TAG ? KeyTag.EMPTY : CommonTypes.readTag(reader);
        return reader.build(() -> new CompressedCiphertextList(
                glwes, messageModulus, carryModulus, pbsOrder, lwePerGlwe, count, kinds, tag));
    }

    private static List<PackedGlwe> readGlwes(BodyReader reader) throws MalformedInputException {
        return reader.sequence(MINIMAL_GLWE_BYTES, CompressedCiphertextListCodec::readGlwe);
    }

    private static PackedGlwe readGlwe(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("CompressedModulusSwitchedGlweCiphertext");
        reader.onlyVersion("PackedIntegers");
        long[] packed = reader.words();
        int logModulus = reader.quantity("CiphertextModulusLog");
        int initialLength = reader.size("number of packed values");
        int glweDimension = reader.quantity("GlweDimension");
        int polynomialSize = reader.quantity("PolynomialSize");
        int bodyCount = reader.quantity("LweCiphertextCount");
        CommonTypes.readModulus(reader);
        return reader.build(
                () -> new PackedGlwe(packed, logModulus, initialLength, glweDimension, polynomialSize, bodyCount));
    }

    @Override
    void writeBody(CompressedCiphertextList list, BodyWriter writer) {
        writer.version(2);
        writer.version(0);
        writer.version(0);
        writer.u64(list.glwes().size());
        for (PackedGlwe glwe : list.glwes()) {
            writeGlwe(glwe, writer);
        }
        CommonTypes.writeModulus(writer);
        writer.quantity(list.messageModulus());
        writer.quantity(list.carryModulus());
        CommonTypes.writePbsOrder(list.pbsOrder(), writer);
        writer.quantity(list.lwePerGlwe());
        writer.quantity(list.count());
        DataKindLayout.writeAll(list.kinds(), writer);
        CommonTypes.writeTag(list.tag(), writer);
    }

    private static void writeGlwe(PackedGlwe glwe, BodyWriter writer) {
        writer.version(0);
        writer.version(0);
        writer.words(glwe.packed());
        writer.quantity(glwe.logModulus());
        writer.u64(glwe.initialLength());
        writer.quantity(glwe.glweDimension());
        writer.quantity(glwe.polynomialSize());
        writer.quantity(glwe.bodyCount());
        CommonTypes.writeModulus(writer);
    }
}
