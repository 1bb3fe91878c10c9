package org.fhevm.coprocessor.cli;

import java.io.BufferedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;

/**
 * One run of the command line, within the test's JVM.
 *
 * @param exitCode the exit code that the process would have
 * @param out its standard output
 * @param err its standard error
 */
public record CommandRun(int exitCode, String out, String err) {

    /** Runs it as {@code ./coprocessor} does. */
    public static CommandRun of(Object... arguments) {
        return with(System.getenv(), arguments);
    }

    /** Runs it with an environment that names another configuration file, or none. */
    public static CommandRun with(Map<String, String> environment, Object... arguments) {
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        // As in a process, output that a command leaves in a buffer is lost.
        CommandLine command =
                Main.commandLine(environment).setOut(buffered(out)).setErr(buffered(err));
        int exitCode = command.execute(Main.withCommand(texts));
        return new CommandRun(exitCode, out.toString(), err.toString());
    }

    private static PrintWriter buffered(StringWriter target) {
        return new PrintWriter(new BufferedWriter(target, 1 << 20));
    }
}
