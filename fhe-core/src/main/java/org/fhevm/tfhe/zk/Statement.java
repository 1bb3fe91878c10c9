package org.fhevm.tfhe.zk;

import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;

/**
 * The statement of a proof: these ciphertexts are encryptions under this key, for these metadata.
 *
 * @param key the compact public key
 * @param ciphertexts a list of one group
 * @param metadata the data that the proof is bound to, such as contract and user; borrowed
 */
@SuppressWarnings("ArrayRecordComponent") // borrowed; statements are not compared
public record Statement(CompactPublicKey key, LweCompactCiphertextList ciphertexts, byte[] metadata) {
    /** Whether proofs of this shape can be about it. */
    boolean fits(ProofShape shape) {
        int d = shape.lweDimension();
        return key.parameters().lweDimension() == d
                && ciphertexts.lweDimension() == d
                && ciphertexts.lweCount() >= 1
                && ciphertexts.lweCount() <= shape.capacity();
    }

    int bodies() {
        return ciphertexts.lweCount();
    }
}
