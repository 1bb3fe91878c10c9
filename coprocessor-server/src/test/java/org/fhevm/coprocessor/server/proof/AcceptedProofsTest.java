package org.fhevm.coprocessor.server.proof;

import static org.assertj.core.api.Assertions.assertThat;

import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.common.proof.ProofMetadata;
import org.junit.jupiter.api.Test;

class AcceptedProofsTest {
    private static final byte[] KEYS = new byte[32];
    private static final BlobHash LIST = BlobHash.of(new byte[] {1});

    private static ProofDigest digest(int metadata) {
        return ProofDigest.of(KEYS, LIST, new byte[] {(byte) metadata});
    }

    @Test
    void remembersAsManyStatementsAsItMayAndForgetsTheOneThatWasNotAskedForLongest() {
        AcceptedProofs accepted = new AcceptedProofs(2);
        accepted.add(digest(1));
        accepted.add(digest(2));
        assertThat(accepted.contains(digest(1))).isTrue();
        accepted.add(digest(3));
        assertThat(accepted.contains(digest(1))).isTrue();
        assertThat(accepted.contains(digest(2))).isFalse();
        assertThat(accepted.contains(digest(3))).isTrue();
    }

    @Test
    void anotherKeyListOrMetadataIsAnotherStatement() {
        AcceptedProofs accepted = new AcceptedProofs(10);
        accepted.add(ProofDigest.of(KEYS, LIST, new byte[92]));
        byte[] otherKeys = KEYS.clone();
        otherKeys[31] = 1;
        assertThat(accepted.contains(ProofDigest.of(KEYS, LIST, new byte[92]))).isTrue();
        assertThat(accepted.contains(ProofDigest.of(otherKeys, LIST, new byte[92])))
                .isFalse();
        assertThat(accepted.contains(ProofDigest.of(KEYS, BlobHash.of(new byte[] {2}), new byte[92])))
                .isFalse();
        assertThat(accepted.contains(ProofDigest.of(KEYS, LIST, ProofMetadata.NONE)))
                .isFalse();
    }
}
