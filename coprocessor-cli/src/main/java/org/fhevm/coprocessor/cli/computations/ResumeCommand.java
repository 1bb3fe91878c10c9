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
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Has workers compute for a paused tenant again, at once.")
final class ResumeCommand implements Callable<Integer> {
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
        boolean isDisabled;
        try (AuditTrail trail = audit.begin("computations resume");
                Database open = CommandDatabase.open(database.require())) {
            trail.concerns(id);
            TenantStates states = new TenantStates(open);
            TenantState state = states.of(id).orElseThrow(tenant::unknown);
            isDisabled = state.disabledAt() != null;
            if (!states.resume(id)) {
                throw new CommandFailure("the computations of tenant " + id + " are not paused");
            }
            trail.succeeded();
        }
        spec.commandLine()
                .getOut()
                .println("resumed the computations of tenant " + id
                        + (isDisabled ? "; it is disabled, so that they still wait: tenant enable " + id : ""));
        return 0;
    }
}
