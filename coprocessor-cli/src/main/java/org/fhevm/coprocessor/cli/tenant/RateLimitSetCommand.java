package org.fhevm.coprocessor.cli.tenant;

import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.access.RateLimits;
import org.fhevm.coprocessor.common.repository.RateLimitRepository;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "set",
        mixinStandardHelpOptions = true,
        description = "Sets limits of a tenant. Those that are not named stay as they are.")
final class RateLimitSetCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Mixin
    private TenantOption tenant;

    @Option(
            names = "--limit",
            paramLabel = "RATE=N",
            required = true,
            split = ",",
            description =
                    "Most in a second, as schedule.calls=50 or upload.blocks=unlimited: a right; calls, computations"
                            + " (of schedule), blocks (of upload and trivial-encrypt) or bytes; a number or unlimited.")
    private List<String> limits;

    @Mixin
    private AuditOption audit;

    @Override
    public Integer call() {
        RateLimits parsed = parse();
        try (AuditTrail trail = audit.begin("tenant rate-limit set");
                Database open = CommandDatabase.open(database.require())) {
            trail.concerns(tenant.id());
            boolean isSet = new Transactions(open)
                    .call(transaction -> new RateLimitRepository(transaction).set(tenant.id(), parsed));
            if (!isSet) {
                throw new CommandFailure("there is no tenant " + tenant);
            }
            trail.succeeded();
        }
        spec.commandLine().getOut().println("set for tenant " + tenant + ": " + parsed);
        return 0;
    }

    private RateLimits parse() {
        try {
            return RateLimits.parse(limits);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--limit: " + e.getMessage(), e);
        }
    }
}
