package org.fhevm.coprocessor.server.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.UUID;
import org.fhevm.coprocessor.common.access.ApiKeyDigest;

/**
 * Represents an API key in memory: a hash under a secret of this process. The time of a comparison reveals nothing
 * about the key, because callers cannot predict the digest of a key that they try. The key itself is not kept.
 */
final class KeyDigest {
    private static final byte[] SECRET = new byte[32];

    static {
        new SecureRandom().nextBytes(SECRET);
    }

    private final byte[] bytes;
    private final ApiKeyDigest stored;

    private KeyDigest(byte[] bytes, ApiKeyDigest stored) {
        this.bytes = bytes;
        this.stored = stored;
    }

    static KeyDigest of(UUID key) {
        ApiKeyDigest stored = ApiKeyDigest.of(key);
        MessageDigest sha256 = sha256();
        sha256.update(SECRET);
        return new KeyDigest(sha256.digest(stored.bytes()), stored);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The digest by which the database knows the key. */
    ApiKeyDigest stored() {
        return stored;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyDigest digest && MessageDigest.isEqual(bytes, digest.bytes);
    }

    @Override
    public int hashCode() {
        return (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    }

    /** Hides the digest. */
    @Override
    public String toString() {
        return "KeyDigest[…]";
    }
}
