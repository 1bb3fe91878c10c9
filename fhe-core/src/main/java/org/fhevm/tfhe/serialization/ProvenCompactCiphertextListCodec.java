package org.fhevm.tfhe.serialization;

import java.util.List;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList.Part;
import org.fhevm.tfhe.shortint.CompactBlockList;

/**
 * Values encrypted with a compact public key, with proofs: the inputs of fhevm users. Such lists come from untrusted
 * senders, so a list must pass {@code conformance.ProvenListConformance} before any other use.
 */
public final class ProvenCompactCiphertextListCodec extends SafeSerializedCodec<ProvenCompactCiphertextList> {
    public static final ProvenCompactCiphertextListCodec INSTANCE = new ProvenCompactCiphertextListCodec();

    /** Far below the smallest part, which has at least a modulus, some numbers and a proof of three points. */
    private static final int MINIMAL_PART_BYTES = 64;

    private ProvenCompactCiphertextListCodec() {
        super("high_level_api::ProvenCompactCiphertextList", SizeLimits.CIPHERTEXT);
    }

    @Override
    ProvenCompactCiphertextList readBody(BodyReader reader) throws MalformedInputException {
        reader.onlyVersion("ProvenCompactCiphertextList");
        reader.onlyVersion("integer ProvenCompactCiphertextList");
        reader.onlyVersion("shortint ProvenCompactCiphertextList");
        List<Part> parts = reader.sequence(MINIMAL_PART_BYTES, ProvenCompactCiphertextListCodec::readPart);
        List<DataKind> kinds = DataKindLayout.readAll(reader);
        return new ProvenCompactCiphertextList(parts, kinds, CommonTypes.readTag(reader));
    }

    private static Part readPart(BodyReader reader) throws MalformedInputException {
        CompactBlockList blocks = CompactBlockListLayout.read(reader);
        return new Part(blocks, ProofLayout.read(reader));
    }

    @Override
    void writeBody(ProvenCompactCiphertextList list, BodyWriter writer) {
        writer.version(0);
        writer.version(0);
        writer.version(0);
        writer.u64(list.parts().size());
        for (Part part : list.parts()) {
            CompactBlockListLayout.write(part.blocks(), writer);
            ProofLayout.write(part.proof(), writer);
        }
        DataKindLayout.writeAll(list.kinds(), writer);
        CommonTypes.writeTag(list.tag(), writer);
    }
}
