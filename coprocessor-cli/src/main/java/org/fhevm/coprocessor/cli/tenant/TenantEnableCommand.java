package org.fhevm.coprocessor.cli.tenant;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.tenant.repository.TenantState;
import org.fhevm.coprocessor.cli.tenant.repository.TenantStates;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.database.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "enable",
        mixinStandardHelpOptions = true,
        description = "Has a disabled tenant served again: its keys open calls within a second, and workers take its"
                + " computations at once unless they are paused.")
final class TenantEnableCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Mixin
    private TenantArgument tenant;

    @Mixin
    private AuditOption audit;

    @Override
    public Integer call() {
        try (AuditTrail trail = audit.begin("tenant enable");
                Database open = CommandDatabase.open(database.require())) {
            trail.concerns(tenant.id());
            TenantStates states = new TenantStates(open);
            if (!states.enable(tenant.id())) {
                throw refusal(states);
            }
            trail.succeeded();
        }
        spec.commandLine().getOut().println("enabled tenant " + tenant);
        return 0;
    }

    private CommandFailure refusal(TenantStates states) {
        TenantState state = states.of(tenant.id()).orElseThrow(tenant::unknown);
        if (state.disabledAt() == null) {
            return new CommandFailure("tenant " + tenant + " is not disabled");
        }
        Duration wait = states.untilKeysAreDropped(tenant.id());
        return new CommandFailure("keys or addresses of tenant " + tenant
                + " have just changed, and servers and workers may still have the old ones in memory; enable it in "
                + wait.toSeconds() + " s");
    }
}
