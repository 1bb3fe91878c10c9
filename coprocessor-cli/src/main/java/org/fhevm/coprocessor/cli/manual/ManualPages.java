package org.fhevm.coprocessor.cli.manual;

import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The pages of a command and of all commands under it, by the names of their files. */
public final class ManualPages {
    private ManualPages() {}

    public static Map<String, String> of(CommandSpec command) {
        Map<String, String> pages = new TreeMap<>();
        collect(command, pages);
        return pages;
    }

    private static void collect(CommandSpec command, Map<String, String> pages) {
        ManualPage page = new ManualPage(command);
        pages.put(page.name() + ".1", page.text());
        command.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .forEach(subcommand -> collect(subcommand, pages));
    }
}
