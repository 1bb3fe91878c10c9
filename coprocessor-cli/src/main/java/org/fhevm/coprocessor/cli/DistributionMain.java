package org.fhevm.coprocessor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.fhevm.coprocessor.cli.manual.ManualPages;
import picocli.CommandLine;

/**
 * Writes what a distribution has for shells: manual pages of all commands, and scripts for completion. The build runs
 * it; the same commands give the same bytes.
 */
public final class DistributionMain {
    private DistributionMain() {}

    /** @param args the folder, which gets {@code man/man1} and {@code completion} */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        CommandLine root = Main.commandLine(Map.of());
        Path manual = Files.createDirectories(folder.resolve("man/man1"));
        for (Map.Entry<String, String> page :
                ManualPages.of(root.getCommandSpec()).entrySet()) {
            Files.writeString(manual.resolve(page.getKey()), page.getValue());
        }
        Path completion = Files.createDirectories(folder.resolve("completion"));
        for (CompletionCommand.Shell shell : CompletionCommand.Shell.values()) {
            Files.writeString(
                    completion.resolve("coprocessor." + shell.name().toLowerCase(Locale.ROOT)),
                    CompletionCommand.script(shell, root));
        }
    }
}
