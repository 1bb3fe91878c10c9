package org.fhevm.coprocessor.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The list of commands in the usage text, by what a user wants to do. */
final class CommandGroups implements IHelpSectionRenderer {
    static final List<Group> GROUPS = List.of(
            new Group(
                    "Try it out",
                    new Entry("demo", "sets up a coprocessor and runs a confidential transfer"),
                    new Entry("transfer", "runs the transfer on a running coprocessor"),
                    new Entry("smoke-test", "adds two numbers on a running coprocessor"),
                    new Entry("postgres", "runs the embedded PostgreSQL by itself")),
            new Group(
                    "Set it up",
                    new Entry("keygen", "makes FHE keys and a common reference string"),
                    new Entry("signing-key", "makes signing keys, shows their addresses"),
                    new Entry("migrate", "creates the database, updates its schema"),
                    new Entry("database-roles", "creates roles with the least rights"),
                    new Entry("tenant", "tenants, their API keys and limits"),
                    new Entry("insert-tenant", "adds a tenant with the flags of the 0.6 tool"),
                    new Entry("config", "shows settings, and where they come from")),
            new Group("Run it", new Entry("run", "the daemon; this word may be left out before its flags")),
            new Group(
                    "Watch and repair it",
                    new Entry("doctor", "checks whether an installation is in order"),
                    new Entry("computations", "lists, explains, retries, cancels computations")),
            new Group(
                    "Look into ciphertexts, measure the machine",
                    new Entry("ciphertext", "makes, verifies, describes, decrypts files"),
                    new Entry("bench", "measures the engine on this machine")),
            new Group(
                    "Learn the commands",
                    new Entry("help", "shows the help of a command: help tenant add"),
                    new Entry("completion", "prints a script for bash or zsh")));

    static void install(CommandLine command) {
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new CommandGroups());
        command.getHelpSectionMap().remove(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING);
    }

    @Override
    public String render(Help help) {
        StringBuilder text = new StringBuilder();
        for (Group group : GROUPS) {
            text.append(String.format("%n%s:%n", group.title()));
            group.entries().forEach(entry -> text.append(String.format("  %-16s%s%n", entry.name(), entry.summary())));
        }
        return text.append(String.format("%nEnds with 0 for success, 1 for a failure, 2 for a wrong command line.%n"))
                .toString();
    }

    /** What a user wants to do, and the commands for it. */
    record Group(String title, List<Entry> entries) {
        Group(String title, Entry... entries) {
            this(title, List.of(entries));
        }
    }

    /** A command in the list. */
    record Entry(String name, String summary) {}
}
