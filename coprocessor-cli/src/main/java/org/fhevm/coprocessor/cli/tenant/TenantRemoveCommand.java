package org.fhevm.coprocessor.cli.tenant;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.tenant.repository.TenantRows;
import org.fhevm.coprocessor.cli.tenant.repository.TenantStates;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.database.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        description = "Removes a disabled tenant with all that it has: computations, ciphertexts, inputs, attestations,"
                + " keys. Removes them part by part; if it is interrupted, the next run goes on with the rest.")
final class TenantRemoveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Mixin
    private TenantArgument tenant;

    @Option(
            names = "--confirm",
            paramLabel = "TENANT",
            required = true,
            description = "The tenant's number once more: what is removed cannot be brought back.")
    private int confirmed;

    @Mixin
    private AuditOption audit;

    @Override
    public Integer call() {
        if (confirmed != tenant.id().value()) {
            throw new CommandFailure("--confirm names tenant " + confirmed + ", and tenant " + tenant
                    + " is to be removed; nothing was removed");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (AuditTrail trail = audit.begin("tenant remove");
                Database open = CommandDatabase.open(database.require())) {
            trail.concerns(tenant.id());
            TenantRows rows = new TenantRows(open);
            QuietTenant.require(tenant, new TenantStates(open), rows);
            long computations = new RowRemoval(out).run(rows, tenant.id());
            if (!rows.removeTenant(tenant.id())) {
                throw new CommandFailure("tenant " + tenant + " was enabled meanwhile, and has lost its data; disable"
                        + " it, and run the command again");
            }
            trail.succeeded(tenant.id(), computations, List.of());
        }
        out.println("removed tenant " + tenant);
        return 0;
    }
}
