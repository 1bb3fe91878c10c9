package org.fhevm.coprocessor.cli.computations;

import java.util.function.Consumer;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.database.Database;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of commands that change computations: whose they are, whether it is a trial, and the audit log. */
final class ChangeOptions {
    @Mixin
    private DatabaseOption database;

    @Option(
            names = "--tenant",
            paramLabel = "N",
            description = "Whose they are. With handles needed only where several tenants have them.")
    private @Nullable Integer tenant;

    @Option(names = "--dry-run", description = "Change nothing, only say how many it would be.")
    private boolean dryRun;

    @Mixin
    private AuditOption audit;

    /** The number of the tenant, if one is given. */
    @Nullable
    Integer tenant() {
        return tenant;
    }

    boolean isDryRun() {
        return dryRun;
    }

    Database open() {
        return CommandDatabase.open(database.require());
    }

    /**
     * Makes a change with its line in the audit log, or tries it without.
     *
     * @param command its words, for that line
     */
    void perform(String command, Consumer<AuditTrail> change) {
        if (dryRun) {
            change.accept(AuditTrail.none());
            return;
        }
        try (AuditTrail trail = audit.begin(command)) {
            change.accept(trail);
        }
    }
}
