package org.fhevm.coprocessor.cli.tenant.repository;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a tenant is served.
 *
 * @param weight its share of the workers, in proportion to those of others
 * @param priority tenants of a higher priority come first
 * @param disabledAt since when no call of it is served; null while calls are
 * @param pausedAt since when workers leave its computations alone; null while they do not
 * @param keysChangedAt when its keys, addresses or chain changed last; null if that is not known
 */
public record TenantState(
        int weight,
        int priority,
        @Nullable Instant disabledAt,
        @Nullable Instant pausedAt,
        @Nullable Instant keysChangedAt) {
    /** In one word or two. */
    public String word() {
        if (disabledAt != null) {
            return pausedAt == null ? "disabled" : "disabled, paused";
        }
        return pausedAt == null ? "enabled" : "paused";
    }
}
