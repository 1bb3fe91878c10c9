package org.fhevm.coprocessor.cli.tenant;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.OutputOption;
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

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Database open = CommandDatabase.open(database.require())) {
            TenantKeyRing ring = new ApiKeyRepository(open.dsl())
                    .keysOf(tenant.id())
                    .orElseThrow(() -> new CommandFailure("there is no tenant " + tenant));
            List<KeyEntry> keys = new ArrayList<>(List.of(ofColumn(ring)));
            ring.keys().forEach(key -> keys.add(of(key)));
            if (output.isJson()) {
                output.print(out, keys);
            } else {
                out.printf(ROW, "name", "rights", "created", "expires", "last used", "state");
                keys.forEach(key -> print(out, key));
            }
        }
        return 0;
    }

    private static KeyEntry ofColumn(TenantKeyRing ring) {
        return new KeyEntry(
                Credential.COLUMN_KEY_NAME,
                Rights.ALL.toString(),
                null,
                null,
                null,
                ring.columnKeyRetiredAt() == null ? "valid" : "retired");
    }

    private static KeyEntry of(StoredApiKey key) {
        return new KeyEntry(
                key.name(),
                key.rights().toString(),
                time(key.createdAt()),
                time(key.expiresAt()),
                time(key.lastUsedAt()),
                state(key));
    }

    /** The key of the 0.6 column has no time of its creation, and its use is not recorded. */
    private static void print(PrintWriter out, KeyEntry key) {
        boolean isOfColumn = key.created() == null;
        out.printf(
                ROW,
                key.name(),
                key.rights(),
                isOfColumn ? "-" : key.created(),
                key.expires() == null ? "never" : key.expires(),
                isOfColumn ? "not recorded" : key.lastUsed() == null ? "never" : key.lastUsed(),
                key.state());
    }

    private static String state(StoredApiKey key) {
        if (key.revokedAt() != null) {
            return "revoked " + seconds(key.revokedAt());
        }
        return key.isValidAt(Instant.now()) ? "valid" : "expired";
    }

    private static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : seconds(time);
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A key, with times in ISO 8601; null where there is none, or it is not recorded. */
    private record KeyEntry(
            String name,
            String rights,
            @Nullable String created,
            @Nullable String expires,
            @Nullable String lastUsed,
            String state) {}
}
