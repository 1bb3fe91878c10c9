package org.fhevm.coprocessor.cli.tenant;

import java.time.Instant;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.access.Credential;
import org.fhevm.coprocessor.common.access.TenantKeyRing;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.ApiKeyRepository;
import org.fhevm.coprocessor.database.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "retire",
        mixinStandardHelpOptions = true,
        description = "Ends the key of the 0.6 column for good and overwrites it, so that the database has no key any"
                + " more, only digests. A server of 0.6 then knows no key of the tenant.")
final class ApiKeyRetireCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Mixin
    private TenantOption tenant;

    @Option(names = "--force", description = "Even if the tenant has no other valid key.")
    private boolean force;

    @Mixin
    private AuditOption audit;

    @Override
    public Integer call() {
        TenantId id = tenant.id();
        try (AuditTrail trail = audit.begin("tenant api-key retire").concernsKey(Credential.COLUMN_KEY_NAME);
                Database open = CommandDatabase.open(database.require())) {
            trail.concerns(id);
            ApiKeyRepository keys = new ApiKeyRepository(open.dsl());
            TenantKeyRing ring = keys.keysOf(id).orElseThrow(() -> new CommandFailure("there is no tenant " + tenant));
            Instant now = Instant.now();
            if (!force && ring.keys().stream().noneMatch(key -> key.isValidAt(now))) {
                throw new CommandFailure("tenant " + tenant
                        + " has no other valid API key, and its callers would be refused; add one, or use --force");
            }
            if (!keys.retireColumnKey(id)) {
                throw new CommandFailure(
                        "the key of the 0.6 column was retired already, on " + ring.columnKeyRetiredAt());
            }
            trail.succeeded();
        }
        spec.commandLine().getOut().println("retired the API key of the 0.6 column of tenant " + tenant);
        return 0;
    }
}
