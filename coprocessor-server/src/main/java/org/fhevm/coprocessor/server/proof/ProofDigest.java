package org.fhevm.coprocessor.server.proof;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.fhevm.coprocessor.common.bytes.ByteString;
import org.fhevm.coprocessor.common.id.BlobHash;

/** Identifies a statement of proofs: the keys, the bytes of a list with its proofs, and the metadata. */
public final class ProofDigest extends ByteString {
    private ProofDigest(byte[] bytes) {
        super(bytes);
    }

    /**
     * A digest.
     *
     * @param keys 32 bytes that identify public key and public parameters; borrowed
     * @param metadata borrowed
     */
    public static ProofDigest of(byte[] keys, BlobHash list, byte[] metadata) {
        SHA256Digest sha256 = new SHA256Digest();
        sha256.update(keys, 0, keys.length);
        byte[] hash = list.bytes();
        sha256.update(hash, 0, hash.length);
        // Last, since only its length varies.
        sha256.update(metadata, 0, metadata.length);
        byte[] bytes = new byte[sha256.getDigestSize()];
        sha256.doFinal(bytes, 0);
        return new ProofDigest(bytes);
    }
}
