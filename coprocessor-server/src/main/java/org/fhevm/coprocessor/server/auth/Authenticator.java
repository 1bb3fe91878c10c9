package org.fhevm.coprocessor.server.auth;

import java.util.Optional;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.tenant.TenantRecord;
import org.fhevm.coprocessor.common.tenant.TenantRepository;

/**
 * Finds the tenant of an API key. The key is looked up for every call, so that a new tenant is served and a removed one
 * refused at once.
 */
public final class Authenticator {

    private final TenantRepository tenants;

    public Authenticator(TenantRepository tenants) {
        this.tenants = tenants;
    }

    /** The tenant; without a key, or with one that nobody has, always the same refusal. */
    public TenantId authenticate(Optional<ApiKey> apiKey) {
        return apiKey.flatMap(key -> tenants.findByApiKey(key.uuid()))
                .map(TenantRecord::id)
                .orElseThrow(() -> new CoprocessorException(new CoprocessorError.UnknownApiKey()));
    }
}
