package org.fhevm.tfhe.serialization.conformance;

import java.util.Arrays;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint;
import org.fhevm.tfhe.core.entity.EncodedProof;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList.Part;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;
import org.jspecify.annotations.Nullable;

/**
 * Reads proven lists in exactly one encoding each, that of tfhe-rs 0.9.1. Otherwise one ciphertext would have several
 * hashes, hence several handles, and its sender would have proved only one of its encodings.
 *
 * <p>Beyond {@link ProvenListConformance} this refuses bytes behind the list, other versions of header and layouts,
 * compressed points, and a tag other than that of the key. The check of proofs refuses field elements that are not
 * below the modulus.
 *
 * @param conformance the checks of the tenant's lists
 * @param tag the tag of the tenant's key, which clients copy to their lists
 */
public record StrictInputReading(ProvenListConformance conformance, KeyTag tag) {
    private static final ProvenCompactCiphertextListCodec CODEC = ProvenCompactCiphertextListCodec.INSTANCE;

    /**
     * Reads a list.
     *
     * @throws UnsupportedKindException if only the type of a value is unsupported
     * @throws MalformedInputException if the bytes are not such a list, or not in its one encoding
     */
    public ProvenCompactCiphertextList read(byte[] bytes) throws MalformedInputException {
        ProvenCompactCiphertextList list = CODEC.read(bytes);
        conformance.require(list);
        for (Part part : list.parts()) {
            if (hasCompressedPoint(part.proof())) {
                throw refusal("the proof has compressed points");
            }
        }
        if (!list.tag().equals(tag)) {
            throw refusal("the tag is not that of the key");
        }
        if (!Arrays.equals(CODEC.write(list), bytes)) {
            throw refusal("the bytes are not the one encoding of the list");
        }
        return list;
    }

    private static boolean hasCompressedPoint(EncodedProof proof) {
        return isCompressed(proof.cHat())
                || isCompressed(proof.cY())
                || isCompressed(proof.pi())
                || isCompressed(proof.cHatT())
                || isCompressed(proof.cH())
                || isCompressed(proof.piKzg());
    }

    private static boolean isCompressed(@Nullable EncodedCurvePoint point) {
        return point instanceof EncodedCurvePoint.Compressed;
    }

    private static MalformedInputException refusal(String detail) {
        return NonConformance.of(CODEC.typeName(), detail);
    }
}
