package org.fhevm.coprocessor.common.tenant;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.CompletableFuture;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.serialization.CompactPublicKeyCodec;
import org.fhevm.tfhe.zk.ProofVerifier;

/**
 * The keys for checking proofs of a tenant's inputs: its public key and its public parameters, which are often called
 * the CRS. Immutable.
 */
public final class ProofKeys {
    private final KeyTag tag;
    private final byte[] digest;
    private final CompletableFuture<ProofVerifier> verifier;

    /**
     * Keys whose parameters may still be in preparation.
     *
     * @param key the tenant's public key
     * @param parametersDigest SHA-256 of the stored parameters
     * @param verifier fails with a {@link org.fhevm.coprocessor.common.error.CoprocessorException} if the parameters
     *     cannot be used
     */
    public ProofKeys(CompactPublicKey key, byte[] parametersDigest, CompletableFuture<ProofVerifier> verifier) {
        this.tag = key.tag();
        MessageDigest sha256 = sha256();
        sha256.update(parametersDigest);
        this.digest = sha256.digest(CompactPublicKeyCodec.INSTANCE.write(key));
        this.verifier = verifier;
    }

    /** The tag of the public key, which clients copy to their lists. */
    public KeyTag tag() {
        return tag;
    }

    /**
     * 32 bytes that identify key and parameters, so that a proof under others is not taken for one under these. A copy.
     */
    public byte[] digest() {
        return digest.clone();
    }

    /** The verifier, once the parameters are prepared. Callers must not complete it. */
    public CompletableFuture<ProofVerifier> verifier() {
        return verifier;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
