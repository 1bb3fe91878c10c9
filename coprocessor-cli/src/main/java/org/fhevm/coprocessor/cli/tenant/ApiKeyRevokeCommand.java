package org.fhevm.coprocessor.cli.tenant;

import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.access.Credential;
import org.fhevm.coprocessor.common.repository.ApiKeyRepository;
import org.fhevm.coprocessor.database.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = "Ends an API key for good. Servers refuse it within a second.")
final class ApiKeyRevokeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Mixin
    private TenantOption tenant;

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "The key's name.")
    private String name;

    @Mixin
    private AuditOption audit;

    @Override
    public Integer call() {
        if (name.equals(Credential.COLUMN_KEY_NAME)) {
            throw new CommandFailure("the key of the 0.6 column is ended with tenant api-key retire");
        }
        try (AuditTrail trail = audit.begin("tenant api-key revoke").concernsKey(name);
                Database open = CommandDatabase.open(database.require())) {
            trail.concerns(tenant.id());
            if (!new ApiKeyRepository(open.dsl()).revoke(tenant.id(), name)) {
                throw new CommandFailure(
                        "tenant " + tenant + " has no API key of the name " + name + ", or it is revoked already");
            }
            trail.succeeded();
        }
        spec.commandLine().getOut().println("revoked API key " + name + " of tenant " + tenant);
        return 0;
    }
}
