package org.fhevm.coprocessor.cli.database;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseCreation;
import org.fhevm.coprocessor.database.DatabaseUrl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = "Creates the database if it is missing and brings its schema up to date. Can be repeated, and run"
                + " on a database that the 0.6 backend made.")
public final class MigrateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        DatabaseUrl url = database.require();
        if (DatabaseCreation.createIfMissing(url)) {
            out.println("created the database " + url);
        }
        int applied = migrate(url);
        out.println(
                applied == 0
                        ? "the schema of " + url + " is up to date"
                        : "applied " + applied + " migrations to " + url);
        newerVersion(url)
                .ifPresent(
                        newer -> out.println("a newer version of this program has migrated it, to version " + newer));
        return 0;
    }

    private static Optional<String> newerVersion(DatabaseUrl url) {
        try (Database open = CommandDatabase.open(url)) {
            return open.migrations().newerVersion();
        }
    }

    /** Migrates the schema and returns the number of migrations. */
    public static int migrate(DatabaseUrl url) {
        try (Database open = CommandDatabase.open(url)) {
            return open.migrations().apply();
        }
    }
}
