package org.fhevm.coprocessor.common.access;

import java.time.Instant;
import java.util.regex.Pattern;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * An API key to be stored.
 *
 * @param name unique among the tenant's keys
 * @param expiresAt when it ends; null if it does not
 */
public record NewApiKey(
        TenantId tenant,
        String name,
        ApiKeyDigest digest,
        Rights rights,
        @Nullable Instant expiresAt) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public NewApiKey {
        if (!NAME.matcher(name).matches() || name.equals(Credential.COLUMN_KEY_NAME)) {
            throw new IllegalArgumentException("a key's name has 1 to 64 letters, digits, dots, hyphens or underscores,"
                    + " and is not " + Credential.COLUMN_KEY_NAME);
        }
        if (rights.granted().isEmpty()) {
            throw new IllegalArgumentException("a key needs a right");
        }
    }
}
