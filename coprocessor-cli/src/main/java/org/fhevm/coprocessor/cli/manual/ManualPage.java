package org.fhevm.coprocessor.cli.manual;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.cli.terminal.Version;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The page of one command, in the macros of {@code man(7)}. It bears no date, so that the same command has the same
 * page.
 */
final class ManualPage {
    private static final String STATUSES = """
            .SH EXIT STATUS
            .TP
            0
            Success. A daemon was stopped and ended in order.
            .TP
            1
            A failure, or a negative verdict. The last line says why.
            .TP
            2
            Nothing was begun: the command line or the configuration file is wrong.
            """;

    private final CommandSpec command;
    private final StringBuilder text = new StringBuilder();

    ManualPage(CommandSpec command) {
        this.command = command;
    }

    /** The words of the command with dashes between them, as git names its pages. */
    String name() {
        return name(command);
    }

    private static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    String text() {
        text.setLength(0);
        line(".TH \"" + name().toUpperCase(Locale.ROOT) + "\" \"1\" \"\" \"coprocessor " + Version.NUMBER
                + "\" \"Coprocessor\"");
        line(".SH NAME");
        line(escaped(name()) + " \\- " + escaped(firstSentence()));
        synopsis();
        line(".SH DESCRIPTION");
        line(escaped(description(command)));
        operands();
        options();
        commands();
        text.append(STATUSES);
        seeAlso();
        return text.toString();
    }

    private void synopsis() {
        line(".SH SYNOPSIS");
        String options = command.options().isEmpty() ? "" : " [\\fIOPTION\\fR...]";
        String operands = command.positionalParameters().stream()
                .map(operand -> " \\fI" + escaped(operand.paramLabel()) + "\\fR"
                        + (operand.arity().max() > 1 ? "..." : ""))
                .collect(Collectors.joining());
        String next = command.subcommands().isEmpty() ? "" : " \\fICOMMAND\\fR";
        line("\\fB" + escaped(command.qualifiedName()) + "\\fR" + options + operands + next);
    }

    private void operands() {
        if (!command.positionalParameters().isEmpty()) {
            line(".SH OPERANDS");
        }
        for (PositionalParamSpec operand : command.positionalParameters()) {
            term("\\fI" + escaped(operand.paramLabel()) + "\\fR", operand);
        }
    }

    private void options() {
        line(".SH OPTIONS");
        List<OptionSpec> sorted = command.options().stream()
                .sorted(Comparator.comparing(OptionSpec::longestName))
                .toList();
        for (OptionSpec option : sorted) {
            String names = Arrays.stream(option.names())
                    .map(flag -> "\\fB" + escaped(flag) + "\\fR")
                    .collect(Collectors.joining(", "));
            String value = option.arity().max() == 0 ? "" : " \\fI" + escaped(option.paramLabel()) + "\\fR";
            term(names + value, option);
        }
    }

    private void commands() {
        if (!command.subcommands().isEmpty()) {
            line(".SH COMMANDS");
        }
        command.subcommands().values().stream().map(CommandLine::getCommandSpec).forEach(subcommand -> {
            line(".TP");
            line("\\fB" + escaped(name(subcommand)) + "\\fR(1)");
            line(escaped(description(subcommand)));
        });
    }

    private void seeAlso() {
        line(".SH SEE ALSO");
        CommandSpec parent = command.parent();
        line(parent == null ? "docs/commands.md" : "\\fB" + escaped(name(parent)) + "\\fR(1), docs/commands.md");
    }

    private void term(String label, ArgSpec argument) {
        line(".TP");
        line(label);
        line(escaped(String.join(" ", argument.description())));
    }

    private String firstSentence() {
        String description = description(command);
        int end = description.indexOf(". ");
        String sentence = end < 0 ? description : description.substring(0, end);
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private static String description(CommandSpec command) {
        return String.join(" ", command.usageMessage().description());
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    /** Text that troff takes as it is: a dot or quote at the beginning of a line would begin a request. */
    private static String escaped(String plain) {
        String escaped = plain.replace("\\", "\\e").replace("-", "\\-").replaceAll("\\s*\\R\\s*", " ");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
