package org.fhevm.coprocessor.cli.tenant.repository;

import java.util.Map;
import java.util.Optional;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;

/**
 * The tenants whose computations workers leave alone, because an operator wants it.
 *
 * @param states of all tenants
 */
public record HeldTenants(Map<TenantId, TenantState> states) {
    public HeldTenants {
        states = Map.copyOf(states);
    }

    public static HeldTenants read(Database database) {
        return new HeldTenants(new TenantStates(database).all());
    }

    /** Why the computations of a tenant wait, and the command that ends it; empty if workers take them. */
    public Optional<String> reason(TenantId tenant) {
        TenantState state = states.get(tenant);
        if (state == null) {
            return Optional.empty();
        }
        if (state.disabledAt() != null) {
            return Optional.of("tenant " + tenant + " is disabled since " + state.disabledAt() + " (tenant enable "
                    + tenant + " ends it)");
        }
        return Optional.ofNullable(state.pausedAt())
                .map(since -> "the computations of tenant " + tenant + " are paused since " + since
                        + " (computations resume " + tenant + " ends it)");
    }
}
