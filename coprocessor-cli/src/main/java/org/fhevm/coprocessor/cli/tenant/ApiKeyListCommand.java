package org.fhevm.coprocessor.cli.tenant;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.access.Credential;
import org.fhevm.coprocessor.common.access.Rights;
import org.fhevm.coprocessor.common.access.StoredApiKey;
import org.fhevm.coprocessor.common.access.TenantKeyRing;
import org.fhevm.coprocessor.common.repository.ApiKeyRepository;
import org.fhevm.coprocessor.database.Database;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the API keys of a tenant by their names, without the keys themselves, which the database"
                + " does not have. tenant_api_key is the key of the 0.6 column.")
final class ApiKeyListCommand implements Callable<Integer> {
    private static final String ROW = "%-24s  %-34s  %-20s  %-20s  %-20s  %s%n";

    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Mixin
    private TenantOption tenant;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Database open = CommandDatabase.open(database.require())) {
            TenantKeyRing ring = new ApiKeyRepository(open.dsl())
                    .keysOf(tenant.id())
                    .orElseThrow(() -> new CommandFailure("there is no tenant " + tenant));
            out.printf(ROW, "name", "rights", "created", "expires", "last used", "state");
            out.printf(
                    ROW,
                    Credential.COLUMN_KEY_NAME,
                    Rights.ALL,
                    "-",
                    "never",
                    "not recorded",
                    ring.columnKeyRetiredAt() == null ? "valid" : "retired");
            ring.keys().forEach(key -> print(out, key));
        }
        return 0;
    }

    private static void print(PrintWriter out, StoredApiKey key) {
        out.printf(
                ROW,
                key.name(),
                key.rights(),
                seconds(key.createdAt()),
                time(key.expiresAt()),
                time(key.lastUsedAt()),
                state(key));
    }

    private static String state(StoredApiKey key) {
        if (key.revokedAt() != null) {
            return "revoked " + seconds(key.revokedAt());
        }
        return key.isValidAt(Instant.now()) ? "valid" : "expired";
    }

    private static String time(@Nullable Instant time) {
        return time == null ? "never" : seconds(time);
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
