package org.fhevm.coprocessor.server.signing;

import java.util.Map;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * The key that signs for each tenant. An attestation of a ciphertext names neither chain nor tenant, so tenants that do
 * not trust each other need different keys: with one key, two tenants can have contradicting attestations of one
 * handle.
 *
 * @param common signs for tenants without a key of their own
 * @param own keys of single tenants
 */
public record SigningKeys(SigningKey common, Map<TenantId, SigningKey> own) {
    public SigningKeys {
        own = Map.copyOf(own);
    }

    /** One key for all tenants. */
    public static SigningKeys of(SigningKey common) {
        return new SigningKeys(common, Map.of());
    }

    public SigningKey of(TenantId tenant) {
        return own.getOrDefault(tenant, common);
    }
}
