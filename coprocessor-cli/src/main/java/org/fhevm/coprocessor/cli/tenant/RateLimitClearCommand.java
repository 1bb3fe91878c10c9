package org.fhevm.coprocessor.cli.tenant;

import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.common.repository.RateLimitRepository;
import org.fhevm.coprocessor.database.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "clear",
        mixinStandardHelpOptions = true,
        description = "Removes the limits that a tenant has of its own. It then has those of --server-rate-limit.")
final class RateLimitClearCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Mixin
    private TenantOption tenant;

    @Mixin
    private AuditOption audit;

    @Override
    public Integer call() {
        int removed;
        try (AuditTrail trail = audit.begin("tenant rate-limit clear");
                Database open = CommandDatabase.open(database.require())) {
            trail.concerns(tenant.id());
            removed = new RateLimitRepository(open.dsl()).clear(tenant.id());
            trail.succeeded();
        }
        spec.commandLine().getOut().println("removed limits of tenant " + tenant + ": " + removed);
        return 0;
    }
}
