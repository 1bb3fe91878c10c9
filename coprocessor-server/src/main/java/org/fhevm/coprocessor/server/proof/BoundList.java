package org.fhevm.coprocessor.server.proof;

import java.util.List;
import org.fhevm.tfhe.integer.ProvenCompactCiphertextList;

/**
 * A list and what its proofs may be bound to.
 *
 * @param list read and conformant
 * @param statements in the order in which they are tried, at least one; the list is accepted if one of them is proved
 */
public record BoundList(ProvenCompactCiphertextList list, List<Statement> statements) {

    public BoundList {
        statements = List.copyOf(statements);
    }

    /**
     * A form of metadata.
     *
     * @param metadata borrowed
     * @param digest names keys, list and metadata
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by digest
    public record Statement(byte[] metadata, ProofDigest digest) {}

    /** Of two lists with the same name, one need be checked only. */
    public ProofDigest name() {
        return statements.getFirst().digest();
    }

    /** Number of proofs, which is what a check's time depends on. */
    public int proofs() {
        return list.parts().size();
    }
}
