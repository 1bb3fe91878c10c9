package org.fhevm.coprocessor.cli.tenant;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.OwnerOnlyFile;
import org.fhevm.coprocessor.common.access.ApiKeyDigest;
import org.fhevm.coprocessor.common.access.NewApiKey;
import org.fhevm.coprocessor.common.access.Rights;
import org.fhevm.coprocessor.common.repository.ApiKeyRepository;
import org.fhevm.coprocessor.common.repository.ApiKeyRepository.Addition;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = "Draws an API key for a tenant and shows it, once: the database has its digest only.")
final class ApiKeyAddCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Mixin
    private TenantOption tenant;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            required = true,
            description = "How operators call the key; no two keys of a tenant have one name.")
    private String name;

    @Option(
            names = "--rights",
            paramLabel = "RIGHTS",
            required = true,
            converter = RightsConverter.class,
            description =
                    "Some of schedule (geth), upload and read (Gateway), trivial-encrypt, with commas between them;"
                            + " or all.")
    private Rights rights;

    @Option(
            names = "--expires",
            paramLabel = "END",
            converter = ExpiryConverter.class,
            description = "When the key ends: a number of days, hours or minutes from now (90d, 12h, 30m), or a time"
                    + " (2027-01-31T00:00:00Z). Without it, the key does not end by itself.")
    private @Nullable Instant expires;

    @Option(
            names = "--output-file",
            paramLabel = "FILE",
            description = "A new file for the key, which only its owner can read. Without it, the key is printed.")
    private @Nullable Path output;

    @Mixin
    private AuditOption audit;

    @Override
    public Integer call() throws IOException {
        UUID value = UUID.randomUUID();
        NewApiKey key = key(value);
        try (AuditTrail trail = audit.begin("tenant api-key add").concernsKey(name);
                Database open = CommandDatabase.open(database.require())) {
            trail.concerns(key.tenant());
            Path file = output;
            if (file == null) {
                store(key, open);
                trail.succeeded();
                report(key, ". It is shown only now:");
                spec.commandLine().getOut().println(value);
            } else {
                storeWithFile(key, value, file, open);
                trail.succeeded();
                report(key, "; it is in " + file);
            }
        }
        return 0;
    }

    private NewApiKey key(UUID value) {
        try {
            return new NewApiKey(tenant.id(), name, ApiKeyDigest.of(value), rights, expires);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--name: " + e.getMessage(), e);
        }
    }

    /** Writes the file before the row: a key that no file has would be of no use. */
    private static void storeWithFile(NewApiKey key, UUID value, Path file, Database open) throws IOException {
        if (Files.exists(file)) {
            throw new CommandFailure("the file " + file + " exists already");
        }
        OwnerOnlyFile.writeLine(file, value.toString());
        boolean isStored = false;
        try {
            store(key, open);
            isStored = true;
        } finally {
            if (!isStored) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void store(NewApiKey key, Database open) {
        Addition addition = new Transactions(open).call(transaction -> new ApiKeyRepository(transaction).add(key));
        switch (addition) {
            case ADDED -> {}
            case NO_SUCH_TENANT -> throw new CommandFailure("there is no tenant " + key.tenant());
            case NAME_TAKEN ->
                throw new CommandFailure("tenant " + key.tenant() + " has or had an API key of the name " + key.name());
            case TOO_MANY_KEYS ->
                throw new CommandFailure("tenant " + key.tenant() + " has " + ApiKeyRepository.MAXIMUM_KEYS
                        + " valid API keys, and may not have more; revoke some");
        }
    }

    private void report(NewApiKey key, String ending) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("stored API key " + key.name() + " of tenant " + key.tenant() + " with the rights " + key.rights()
                + ", " + (key.expiresAt() == null ? "without an end" : "valid until " + key.expiresAt()) + ending);
    }
}
