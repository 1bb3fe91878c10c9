package org.fhevm.tfhe.serialization;

import java.util.Arrays;
import java.util.Optional;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint;
import org.fhevm.tfhe.core.entity.EncodedProof;
import org.fhevm.tfhe.integer.ProvenCompactCiphertextList;
import org.fhevm.tfhe.integer.ProvenCompactCiphertextList.Part;

/**
 * Reads proven lists of which each has one encoding: that of tfhe-rs 0.9.1. Otherwise one ciphertext has several
 * hashes, hence several handles, and only one of its encodings was proved by its sender.
 *
 * <p>Beyond {@link ProvenListConformance} this refuses bytes behind the list, other versions of header and layouts,
 * compressed points, and another tag than that of the key. Field elements that are not below the modulus are refused
 * where proofs are checked.
 *
 * @param conformance what lists of the tenant have to be like
 * @param tag the tag of the tenant's key, which clients copy to their lists; borrowed
 */
@SuppressWarnings("ArrayRecordComponent") // borrowed; not compared
public record StrictInputReading(ProvenListConformance conformance, byte[] tag) {
    private static final ProvenCompactCiphertextListCodec CODEC = ProvenCompactCiphertextListCodec.INSTANCE;

    /**
     * Reads a list.
     *
     * @throws UnsupportedKindException if the list is in order but for the type of a value
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
        if (!Arrays.equals(list.tag(), tag)) {
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

    private static boolean isCompressed(Optional<EncodedCurvePoint> point) {
        return point.isPresent() && isCompressed(point.get());
    }

    private static boolean isCompressed(EncodedCurvePoint point) {
        return point instanceof EncodedCurvePoint.Compressed;
    }

    private static MalformedInputException refusal(String detail) {
        return NonConformance.of(CODEC.typeName(), detail);
    }
}
