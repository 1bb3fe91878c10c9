package org.fhevm.coprocessor.cli.tenant;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.keys.KeyFolder;
import org.fhevm.coprocessor.cli.tenant.repository.TenantRows;
import org.fhevm.coprocessor.cli.tenant.repository.TenantStates;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "rotate-key",
        mixinStandardHelpOptions = true,
        description = "Gives a disabled tenant another FHE key set, after the checks of tenant add. No key can compute"
                + " with what is encrypted under another one: a tenant that has anything stored loses it, and the"
                + " command needs --discard for that.")
final class TenantRotateKeyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Mixin
    private TenantArgument tenant;

    @Option(
            names = "--keys",
            paramLabel = "FOLDER",
            required = true,
            description = "A folder with the key files sks, pks and, if there is one, pp.")
    private Path keys;

    @Mixin
    private ClientKeyOption clientKey;

    @Option(
            names = "--discard",
            paramLabel = "TENANT",
            description =
                    "The tenant's number once more: remove its computations, ciphertexts, inputs and attestations,"
                            + " which cannot be brought back.")
    private @Nullable Integer discarded;

    @Mixin
    private AuditOption audit;

    @Override
    public Integer call() throws IOException {
        if (discarded != null && discarded != tenant.id().value()) {
            throw new CommandFailure("--discard names tenant " + discarded + ", and tenant " + tenant
                    + " is to get other keys; nothing was changed");
        }
        try (AuditTrail trail = audit.begin("tenant rotate-key");
                Database open = CommandDatabase.open(database.require())) {
            trail.concerns(tenant.id());
            replace(open, trail);
        }
        return 0;
    }

    private void replace(Database open, AuditTrail trail) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        TenantStates states = new TenantStates(open);
        TenantRows rows = new TenantRows(open);
        QuietTenant.require(tenant, states, rows);
        boolean hasRows = !rows.areGone(tenant.id());
        if (hasRows && discarded == null) {
            throw new CommandFailure("tenant " + tenant + " has computations, ciphertexts or inputs under its present"
                    + " key, which no other key can use; to lose them for good, add --discard " + tenant);
        }
        KeyFolder folder = new KeyFolder(keys);
        KeySetCheck.check(folder, clientKey.file(), out);
        long removed = hasRows ? new RowRemoval(out).run(rows, tenant.id()) : 0;
        if (!new TenantRepository(open).replaceKeys(tenant.id(), folder.tenantKeys())) {
            throw new CommandFailure("tenant " + tenant
                    + " was enabled or has stored something meanwhile; its keys are unchanged. Disable it, and run the"
                    + " command again");
        }
        trail.succeeded(tenant.id(), removed, List.of());
        out.println("replaced the FHE keys of tenant " + tenant + "; enable it in "
                + states.untilKeysAreDropped(tenant.id()).toSeconds()
                + " s or later, when no server and no worker has the old ones in memory");
        if (!folder.hasPublicParameters()) {
            out.println("The tenant has no common reference string, without which no proof of an input can be verified:"
                    + " there is no file " + folder.publicParameters());
        }
    }
}
