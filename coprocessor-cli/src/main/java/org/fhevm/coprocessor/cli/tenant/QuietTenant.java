package org.fhevm.coprocessor.cli.tenant;

import java.time.Duration;
import org.fhevm.coprocessor.cli.tenant.repository.TenantRows;
import org.fhevm.coprocessor.cli.tenant.repository.TenantState;
import org.fhevm.coprocessor.cli.tenant.repository.TenantStates;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;

/** A condition of changes that must meet nothing of a tenant in flight: neither call nor worker can store a row. */
final class QuietTenant {
    private QuietTenant() {}

    /** @throws CommandFailure unless the tenant is disabled, and all that came before has ended; with what to do */
    static void require(TenantArgument tenant, TenantStates states, TenantRows rows) {
        TenantState state = states.of(tenant.id()).orElseThrow(tenant::unknown);
        if (state.disabledAt() == null) {
            throw new CommandFailure("tenant " + tenant + " is in use; disable it first: tenant disable " + tenant);
        }
        Duration wait = states.untilCallsHaveEnded(tenant.id());
        if (!wait.isZero()) {
            throw new CommandFailure("tenant " + tenant + " was disabled just now, and calls that came before may still"
                    + " store something; try again in " + wait.toSeconds() + " s");
        }
        if (rows.areInFlight(tenant.id())) {
            throw new CommandFailure("workers still hold computations of tenant " + tenant
                    + "; try again when tenant show " + tenant + " has none in flight");
        }
    }
}
