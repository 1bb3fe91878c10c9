package org.fhevm.coprocessor.common.access;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The SHA-256 of an API key's 16 bytes, in the order in which its text has their digits (RFC 9562, section 4); in SQL
 * {@code sha256(uuid_send(key))}. Databases keep and compare only this.
 *
 * <p>Plain SHA-256 suffices: a drawn key has 122 random bits, which cannot be tried out (NIST SP 800-63B, section
 * 5.1.2.2, asks for an approved hash without salt from 112 bits on). An index may compare digests byte by byte: the
 * time tells at most how much of some stored digest a tried key's digest shares, and from a digest no key can be found.
 */
public final class ApiKeyDigest {
    public static final int BYTES = 32;

    private final byte[] bytes;

    private ApiKeyDigest(byte[] bytes) {
        this.bytes = bytes;
    }

    public static ApiKeyDigest of(UUID key) {
        ByteBuffer content = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(key.getMostSignificantBits())
                .putLong(key.getLeastSignificantBits());
        try {
            return new ApiKeyDigest(MessageDigest.getInstance("SHA-256").digest(content.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The digest in a row. */
    public static ApiKeyDigest ofBytes(byte[] stored) {
        if (stored.length != BYTES) {
            throw new IllegalArgumentException("a digest has " + BYTES + " bytes, got " + stored.length);
        }
        return new ApiKeyDigest(stored.clone());
    }

    /** A copy of the digest. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ApiKeyDigest digest && MessageDigest.isEqual(bytes, digest.bytes);
    }

    @Override
    public int hashCode() {
        return ByteBuffer.wrap(bytes).getInt();
    }

    /** Hides the digest. */
    @Override
    public String toString() {
        return "ApiKeyDigest[…]";
    }
}
