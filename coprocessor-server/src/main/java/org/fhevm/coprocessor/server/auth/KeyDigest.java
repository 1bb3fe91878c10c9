package org.fhevm.coprocessor.server.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * Represents an API key in memory: a hash under a secret of this process. The time of a comparison reveals nothing
 * about the key, because callers cannot predict the digest of a key that they try.
 */
final class KeyDigest {
    private static final byte[] SECRET = new byte[32];

    static {
        new SecureRandom().nextBytes(SECRET);
    }

    private final byte[] bytes;

    private KeyDigest(byte[] bytes) {
        this.bytes = bytes;
    }

    static KeyDigest of(UUID key) {
        MessageDigest sha256 = sha256();
        sha256.update(SECRET);
        byte[] word = new byte[2 * Long.BYTES];
        for (int index = 0; index < Long.BYTES; index++) {
            word[index] = (byte) (key.getMostSignificantBits() >>> (8 * index));
            word[Long.BYTES + index] = (byte) (key.getLeastSignificantBits() >>> (8 * index));
        }
        return new KeyDigest(sha256.digest(word));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
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
