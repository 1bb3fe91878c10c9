package org.fhevm.coprocessor.common.access;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The API keys of a tenant.
 *
 * @param columnKeyRetiredAt since when the key in the tenant's row is no longer accepted; null if it is
 * @param keys the named ones, in the order of their creation
 */
public record TenantKeyRing(@Nullable Instant columnKeyRetiredAt, List<StoredApiKey> keys) {
    public TenantKeyRing {
        keys = List.copyOf(keys);
    }
}
