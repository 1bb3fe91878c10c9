package org.fhevm.tfhe.integer.ciphertext;

import java.util.List;
import org.fhevm.tfhe.core.entity.EncodedProof;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.shortint.CompactBlockList;

/**
 * Values that a client encrypted with a compact public key, with proofs that the ciphertexts are well formed: the input
 * of a fhevm user.
 *
 * <p>The blocks of all values, packed by two, are cut into parts; one proof covers one part. Reading a list proves
 * nothing about it: check it with {@code serialization.conformance.ProvenListConformance} before any work on it.
 *
 * @param parts the LWE ciphertexts, each part with its proof
 * @param kinds one per value
 * @param tag bytes that travel with the key set
 */
public record ProvenCompactCiphertextList(List<Part> parts, List<DataKind> kinds, KeyTag tag) {
    public ProvenCompactCiphertextList {
        parts = List.copyOf(parts);
        kinds = List.copyOf(kinds);
    }

    /** The LWE ciphertexts that one proof covers, and that proof. */
    public record Part(CompactBlockList blocks, EncodedProof proof) {}
}
