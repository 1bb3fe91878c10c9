package org.fhevm.coprocessor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.fhevm.coprocessor.cli.manual.ManualPages;

/** Writes the manual pages of all commands to a folder. The build runs it; the same commands give the same bytes. */
public final class ManualMain {
    private ManualMain() {}

    /** @param args the folder */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        Map<String, String> pages = ManualPages.of(Main.commandLine(Map.of()).getCommandSpec());
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Files.writeString(folder.resolve(page.getKey()), page.getValue());
        }
    }
}
