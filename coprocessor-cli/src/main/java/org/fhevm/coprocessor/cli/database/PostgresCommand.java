package org.fhevm.coprocessor.cli.database;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.terminal.OwnerOnlyFile;
import org.fhevm.coprocessor.cli.terminal.ProcessLifetime;
import org.fhevm.coprocessor.database.embedded.EmbeddedPostgres;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "postgres",
        mixinStandardHelpOptions = true,
        description = "Runs the embedded PostgreSQL by itself until it is stopped (Ctrl-C or SIGTERM), for trying out"
                + " several processes on one database.")
public final class PostgresCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            required = true,
            description = "Where the data is kept. The URL, with its password, is written to the file url there.")
    private Path folder;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Path urlFile = folder.resolve("url");
        Files.deleteIfExists(urlFile);
        try (ProcessLifetime lifetime = new ProcessLifetime()) {
            EmbeddedPostgres postgres = lifetime.own(EmbeddedPostgres.start(folder, EmbeddedPostgres.Data.KEPT));
            OwnerOnlyFile.writeLine(urlFile, postgres.urlText("coprocessor"));
            out.println("PostgreSQL listens on 127.0.0.1:" + postgres.port() + "; its URL is in " + urlFile);
            out.flush();
            lifetime.awaitSignal();
        }
        return 0;
    }
}
