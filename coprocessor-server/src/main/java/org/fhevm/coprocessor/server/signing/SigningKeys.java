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
public record SigningKeys(Signer common, Map<TenantId, ? extends Signer> own) {
    public SigningKeys {
        own = Map.copyOf(own);
    }

    /** One key for all tenants. */
    public static SigningKeys of(Signer common) {
        return new SigningKeys(common, Map.of());
    }

    /** The key that signs for a tenant. */
    public Signer of(TenantId tenant) {
        Signer signer = own.get(tenant);
        return signer == null ? common : signer;
    }
}
