package org.fhevm.coprocessor.cli.tenant;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.fhevm.coprocessor.common.tenant.KeyPart;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;
import org.jspecify.annotations.Nullable;

/**
 * A part of a tenant's key set, without its content.
 *
 * @param bytes 0 if it is missing
 * @param sha256 of the stored bytes, in hexadecimal. Null for a missing part, and for the client key: that one decrypts
 *     everything, and not even its digest is shown
 */
record StoredKey(String kind, long bytes, @Nullable String sha256) {
    /** Reads the part to its end. */
    static StoredKey of(StoredKeySet keys, KeyPart part) throws IOException {
        long size = keys.size(part);
        return new StoredKey(kind(part), size, size == 0 || part == KeyPart.CLIENT ? null : digest(keys, part));
    }

    private static String digest(StoredKeySet keys, KeyPart part) throws IOException {
        try (InputStream key = keys.open(part);
                DigestInputStream stream = new DigestInputStream(key, MessageDigest.getInstance("SHA-256"))) {
            stream.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(stream.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String kind(KeyPart part) {
        return switch (part) {
            case PUBLIC -> "public key";
            case SERVER -> "server key";
            case PUBLIC_PARAMETERS -> "CRS";
            case CLIENT -> "client key";
        };
    }

    /** Size and digest, for people. */
    String description() {
        if (bytes == 0) {
            return "none";
        }
        return String.format(Locale.ROOT, "%,d bytes", bytes) + (sha256 == null ? "" : ", SHA-256 " + sha256);
    }
}
