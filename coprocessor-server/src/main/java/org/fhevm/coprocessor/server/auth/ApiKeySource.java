package org.fhevm.coprocessor.server.auth;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.fhevm.coprocessor.common.id.TenantId;

/** Looks up API keys. */
@FunctionalInterface
public interface ApiKeySource {
    /** The tenants of those keys that have one. */
    Map<UUID, TenantId> tenants(Collection<UUID> keys);
}
