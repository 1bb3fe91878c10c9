package org.fhevm.coprocessor.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.terminal.NearestName;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "help",
        mixinStandardHelpOptions = true,
        helpCommand = true,
        description = "Shows the help of a command, as its --help does; without a command, the list of all.")
final class HelpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "The words of a command: tenant add.")
    private List<String> words = List.of();

    @Override
    public Integer call() {
        CommandLine command = spec.root().commandLine();
        for (String word : words) {
            CommandLine next = command.getSubcommands().get(word);
            if (next == null) {
                throw new ParameterException(
                        spec.commandLine(),
                        command.getCommandSpec().qualifiedName() + " has no command " + word
                                + NearestName.question(
                                        word, command.getSubcommands().keySet()));
            }
            command = next;
        }
        command.usage(spec.commandLine().getOut());
        return 0;
    }
}
