package org.fhevm.coprocessor.cli;

import org.fhevm.coprocessor.cli.ciphertext.CiphertextCommand;
import org.fhevm.coprocessor.cli.keys.KeygenCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
        name = "coprocessor",
        version = Main.VERSION,
        mixinStandardHelpOptions = true,
        subcommands = {KeygenCommand.class, CiphertextCommand.class},
        description = "The fhevm coprocessor: computes on encrypted values.")
public final class Main {
    static final String VERSION = "coprocessor 0.6.1";

    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler(new FailureReport());
    }
}
