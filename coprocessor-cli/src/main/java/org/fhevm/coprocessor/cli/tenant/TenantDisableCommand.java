package org.fhevm.coprocessor.cli.tenant;

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
        name = "disable",
        mixinStandardHelpOptions = true,
        description = "Has servers refuse all calls of a tenant within a second, and workers leave its computations"
                + " alone. What is in flight ends; nothing is removed.")
final class TenantDisableCommand implements Callable<Integer> {
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
        try (AuditTrail trail = audit.begin("tenant disable");
                Database open = CommandDatabase.open(database.require())) {
            trail.concerns(tenant.id());
            TenantStates states = new TenantStates(open);
            if (!states.disable(tenant.id())) {
                TenantState state = states.of(tenant.id()).orElseThrow(tenant::unknown);
                throw new CommandFailure("tenant " + tenant + " is disabled already, since " + state.disabledAt());
            }
            trail.succeeded();
        }
        spec.commandLine()
                .getOut()
                .println("disabled tenant " + tenant + "; calls and computations in flight end by themselves");
        return 0;
    }
}
