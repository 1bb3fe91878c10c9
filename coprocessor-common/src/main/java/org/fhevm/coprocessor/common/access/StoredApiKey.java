package org.fhevm.coprocessor.common.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An API key as operators see it.
 *
 * @param expiresAt null if it does not end
 * @param revokedAt null unless it was revoked
 * @param lastUsedAt to the minute; null if it was never used
 */
public record StoredApiKey(
        String name,
        Rights rights,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt) {
    /** Whether callers are known by it at this time. */
    public boolean isValidAt(Instant time) {
        return revokedAt == null && (expiresAt == null || time.isBefore(expiresAt));
    }
}
