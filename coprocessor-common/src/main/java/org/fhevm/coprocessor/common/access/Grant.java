package org.fhevm.coprocessor.common.access;

import java.time.Instant;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may do because of its credential.
 *
 * @param tenant the caller's tenant, whose data alone it can name
 * @param expiresAt when the grant ends; null if it does not
 * @param limits of the tenant, where they are not those of the server
 * @param tenantIsDisabled whether an operator has disabled the tenant, so that no call of it is served
 */
public record Grant(
        TenantId tenant,
        Credential credential,
        Rights rights,
        @Nullable Instant expiresAt,
        RateLimits limits,
        boolean tenantIsDisabled) {
    /** A grant for a tenant that is served. */
    public Grant(
            TenantId tenant, Credential credential, Rights rights, @Nullable Instant expiresAt, RateLimits limits) {
        this(tenant, credential, rights, expiresAt, limits, false);
    }

    /** A grant for a tenant that is served, without limits of its own. */
    public Grant(TenantId tenant, Credential credential, Rights rights, @Nullable Instant expiresAt) {
        this(tenant, credential, rights, expiresAt, RateLimits.NONE);
    }

    /** The grant of a tenant's key in the reference's column. */
    public static Grant ofColumnKey(TenantId tenant) {
        return new Grant(tenant, new Credential.ColumnKey(), Rights.ALL, null);
    }

    /** The same grant with other rights. */
    public Grant withRights(Rights changed) {
        return new Grant(tenant, credential, changed, expiresAt, limits, tenantIsDisabled);
    }

    /** Whether the grant still holds at this time. */
    public boolean holdsAt(Instant time) {
        return expiresAt == null || time.isBefore(expiresAt);
    }
}
