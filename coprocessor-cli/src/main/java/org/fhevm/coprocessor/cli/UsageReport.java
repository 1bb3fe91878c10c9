package org.fhevm.coprocessor.cli;

import java.util.List;
import java.util.regex.Pattern;
import org.fhevm.coprocessor.cli.terminal.ExitStatus;
import org.fhevm.coprocessor.cli.terminal.NearestName;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Answers a wrong command line in one line; the whole usage text would scroll it away. A command line that ends before
 * a command is one of a user who looks for it, and gets the usage text.
 */
final class UsageReport implements IParameterExceptionHandler {
    /** A longer argument, or a URL, may hold a secret that lost its flag. */
    private static final int LONGEST_SHOWN = 40;

    /** What picocli says if a constructor of the JDK refuses a value. */
    private static final Pattern UNCONVERTED = Pattern.compile("cannot convert '(.*)' to (\\w+) \\(java\\..*");

    private static final String MISSING_COMMAND = "Missing required subcommand";

    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        String message = String.valueOf(failure.getMessage());
        if (message.equals(MISSING_COMMAND)) {
            command.usage(command.getErr());
        } else {
            String fault = failure instanceof UnmatchedArgumentException unmatched ? unmatched(unmatched) : message;
            command.getErr()
                    .println("coprocessor: "
                            + UNCONVERTED
                                    .matcher(fault)
                                    .replaceFirst("'$1' is not a $2")
                                    .replaceAll("\\s*\\R\\s*", " ")
                            + (fault.endsWith("?") ? " See " : "; see ")
                            + command.getCommandSpec().qualifiedName() + " --help");
        }
        command.getErr().flush();
        return ExitStatus.USAGE.code();
    }

    /** Names the first argument that is not expected, without its value and without those behind it. */
    private static String unmatched(UnmatchedArgumentException failure) {
        CommandLine command = failure.getCommandLine();
        String first = failure.getUnmatched().getFirst();
        if (first.startsWith("-")) {
            String flag = first.replaceFirst("=.*", "");
            return "there is no flag " + flag + " here"
                    + NearestName.question(
                            flag, command.getCommandSpec().optionsMap().keySet());
        }
        String shown = first.length() > LONGEST_SHOWN || first.contains("://") ? "with a longer text" : first;
        if (command.getSubcommands().isEmpty()) {
            return "the argument " + shown + " is not expected here";
        }
        return "there is no command " + shown
                + NearestName.question(
                        first, List.copyOf(command.getSubcommands().keySet()));
    }
}
