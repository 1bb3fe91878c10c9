package org.fhevm.coprocessor.server.proof;

import java.util.List;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;

/**
 * A list, with the statements that its proofs may be bound to.
 *
 * @param list read and conformant
 * @param statements in the order in which they are tried, at least one; the list is accepted if one of them is proved
 */
public record BoundList(ProvenCompactCiphertextList list, List<Statement> statements) {
    public BoundList {
        statements = List.copyOf(statements);
    }

    /** Identifies the list: of two lists with the same name, only one has to be checked. */
    public ProofDigest name() {
        return statements.getFirst().digest();
    }

    /** Number of proofs, which determines the time of a check. */
    public int proofs() {
        return list.parts().size();
    }

    /**
     * A form of metadata.
     *
     * @param digest identifies keys, list and metadata
     */
    public record Statement(Bytes metadata, ProofDigest digest) {}
}
