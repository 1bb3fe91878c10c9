package org.fhevm.coprocessor.cli.computations;

import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.tenant.TenantArgument;
import org.fhevm.coprocessor.cli.tenant.repository.TenantState;
import org.fhevm.coprocessor.cli.tenant.repository.TenantStates;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        description =
                "Has workers take no more computations of a tenant, with their next claim. What is in flight ends,"
                        + " and servers go on accepting.")
final class PauseCommand implements Callable<Integer> {
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
        TenantId id = tenant.id();
        try (AuditTrail trail = audit.begin("computations pause");
                Database open = CommandDatabase.open(database.require())) {
            trail.concerns(id);
            TenantStates states = new TenantStates(open);
            if (!states.pause(id)) {
                TenantState state = states.of(id).orElseThrow(tenant::unknown);
                throw new CommandFailure(
                        "the computations of tenant " + id + " are paused already, since " + state.pausedAt());
            }
            trail.succeeded();
        }
        spec.commandLine()
                .getOut()
                .println("paused the computations of tenant " + id + "; those in flight end by themselves");
        return 0;
    }
}
