package org.fhevm.coprocessor.cli;

import org.fhevm.coprocessor.cli.ciphertext.CiphertextCommand;
import org.fhevm.coprocessor.cli.keys.KeygenCommand;
import org.fhevm.coprocessor.cli.database.MigrateCommand;
import org.fhevm.coprocessor.cli.database.PostgresCommand;
import org.fhevm.coprocessor.cli.tenant.InsertTenantCommand;
import org.fhevm.coprocessor.cli.tenant.TenantCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
        name = "coprocessor",
        version = Main.VERSION,
        mixinStandardHelpOptions = true,
        subcommands = {KeygenCommand.class, MigrateCommand.class, PostgresCommand.class, TenantCommand.class, InsertTenantCommand.class, CiphertextCommand.class},
        description = "The fhevm coprocessor: computes on encrypted values.")
public final class Main {
    static final String VERSION = "coprocessor 0.6.1";

    private Main() {}

    public static void main(String[] args) {
        LogSetup.forCommands();
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler(new FailureReport());
    }
}
