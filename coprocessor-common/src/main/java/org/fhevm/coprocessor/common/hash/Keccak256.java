package org.fhevm.coprocessor.common.hash;

import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 as Ethereum uses it: the padding of the original submission, not that of SHA3-256. */
public final class Keccak256 {
    public static final int BYTES = 32;

    private Keccak256() {}

    /** Hash of the parts, one after the other, as if they were one string. */
    public static byte[] hash(byte[]... parts) {
        KeccakDigest digest = new KeccakDigest(256);
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] hash = new byte[BYTES];
        digest.doFinal(hash, 0);
        return hash;
    }
}
