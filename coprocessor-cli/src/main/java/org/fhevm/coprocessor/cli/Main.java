package org.fhevm.coprocessor.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.cli.bench.BenchCommand;
import org.fhevm.coprocessor.cli.ciphertext.CiphertextCommand;
import org.fhevm.coprocessor.cli.client.SmokeTestCommand;
import org.fhevm.coprocessor.cli.computations.ComputationsCommand;
import org.fhevm.coprocessor.cli.configuration.ConfigCommand;
import org.fhevm.coprocessor.cli.configuration.ConfigurationFile;
import org.fhevm.coprocessor.cli.daemon.Role;
import org.fhevm.coprocessor.cli.daemon.RunCommand;
import org.fhevm.coprocessor.cli.database.DatabaseRolesCommand;
import org.fhevm.coprocessor.cli.database.MigrateCommand;
import org.fhevm.coprocessor.cli.database.PostgresCommand;
import org.fhevm.coprocessor.cli.demo.DemoCommand;
import org.fhevm.coprocessor.cli.demo.TransferCommand;
import org.fhevm.coprocessor.cli.doctor.DoctorCommand;
import org.fhevm.coprocessor.cli.keys.KeygenCommand;
import org.fhevm.coprocessor.cli.memory.HeapSizing;
import org.fhevm.coprocessor.cli.signing.SigningKeyCommand;
import org.fhevm.coprocessor.cli.tenant.InsertTenantCommand;
import org.fhevm.coprocessor.cli.tenant.TenantCommand;
import org.fhevm.coprocessor.cli.terminal.LogSetup;
import org.fhevm.coprocessor.cli.terminal.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All commands under one name. */
@Command(
        name = "coprocessor",
        version = Version.TEXT,
        mixinStandardHelpOptions = true,
        subcommands = {
            DemoCommand.class,
            KeygenCommand.class,
            SigningKeyCommand.class,
            MigrateCommand.class,
            DatabaseRolesCommand.class,
            TenantCommand.class,
            InsertTenantCommand.class,
            ComputationsCommand.class,
            CiphertextCommand.class,
            TransferCommand.class,
            SmokeTestCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            PostgresCommand.class,
            ConfigCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        },
        description = "The fhevm coprocessor: computes on encrypted values.")
public final class Main {
    private static final List<String> OWN_FLAGS = List.of("--help", "--version");

    private Main() {}

    public static void main(String[] args) {
        CarrierThreads.provide();
        LogSetup.forCommands();
        HeapSizing sizing = Commands.heapSizing(List.of(args), System.getenv());
        System.exit(commandLine(System.getenv(), sizing).execute(withCommand(args)));
    }

    static CommandLine commandLine() {
        return commandLine(System.getenv());
    }

    /** @param environment for tests */
    static CommandLine commandLine(Map<String, String> environment) {
        return commandLine(environment, HeapSizing.OF_JVM);
    }

    private static CommandLine commandLine(Map<String, String> environment, HeapSizing sizing) {
        return Commands.complete(Commands.named("coprocessor", new Main(), environment)
                .addSubcommand("run", Commands.named("run", new RunCommand(Role.ANY, sizing))));
    }

    /** The program of the 0.6 backend has no commands: its flags alone mean {@code run}. */
    static String[] withCommand(String[] args) {
        int first = configurationWords(args);
        boolean isFlag = first < args.length ? args[first].startsWith("--") : first > 0;
        if (!isFlag || first < args.length && OWN_FLAGS.contains(args[first])) {
            return args;
        }
        List<String> withCommand = new ArrayList<>(List.of(args));
        withCommand.addFirst("run");
        return withCommand.toArray(String[]::new);
    }

    /** The number of words before the command that name the configuration file. */
    private static int configurationWords(String[] args) {
        if (args.length > 0 && args[0].equals(ConfigurationFile.FLAG)) {
            return Math.min(2, args.length);
        }
        return args.length > 0 && args[0].startsWith(ConfigurationFile.FLAG + "=") ? 1 : 0;
    }
}
