package org.fhevm.coprocessor.database.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs PostgreSQL's own tools on one data folder: {@code initdb}, {@code pg_ctl start}, {@code pg_ctl stop}. */
final class ServerCommands {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCommands.class);

    private final PostgresBinaries binaries;
    private final ServerAccount account;
    private final Path dataFolder;
    private final Path log;

    ServerCommands(PostgresBinaries binaries, ServerAccount account, Path dataFolder, Path log) {
        this.binaries = binaries;
        this.account = account;
        this.dataFolder = dataFolder;
        this.log = log;
    }

    void initialize(String superuser, Path passwordFile) throws IOException {
        // initdb reads the password as the server's account, which may not see our folder: lend it a copy.
        Path lent = dataFolder.resolveSibling("initdb.password");
        Files.copy(
                passwordFile,
                lent,
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        try {
            account.handOver(lent);
            Outcome outcome = run(
                    Duration.ofMinutes(2),
                    "initdb",
                    "--pgdata=" + dataFolder,
                    "--username=" + superuser,
                    "--pwfile=" + lent,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C");
            if (outcome.exitCode() != 0) {
                throw new EmbeddedPostgresException("initdb failed: " + outcome.lastLines());
            }
        } finally {
            Files.deleteIfExists(lent);
        }
    }

    /** Returns why the server does not accept connections; empty if it does. */
    Optional<String> start(int port, Duration timeout) {
        String options = String.join(
                " ",
                "-c port=" + port,
                "-c listen_addresses=127.0.0.1",
                "-c unix_socket_directories=''",
                "-c max_connections=200",
                // These are the defaults, stated because tests of crashes depend on them.
                "-c fsync=on",
                "-c synchronous_commit=on");
        Outcome outcome = run(
                timeout.plusSeconds(10),
                "pg_ctl",
                "start",
                "--pgdata=" + dataFolder,
                "--wait",
                "--timeout=" + timeout.toSeconds(),
                "--options=" + options);
        return outcome.exitCode() == 0 ? Optional.empty() : Optional.of(outcome.lastLines());
    }

    void stop() {
        Outcome outcome =
                run(Duration.ofSeconds(70), "pg_ctl", "stop", "--pgdata=" + dataFolder, "--mode=fast", "--timeout=60");
        if (outcome.exitCode() != 0) {
            LOG.warn("the embedded PostgreSQL in {} did not stop: {}", dataFolder, outcome.lastLines());
        }
    }

    /**
     * Stops the server of a JVM that was killed. A pid file alone proves nothing, since the number may belong to
     * another process now.
     */
    void stopLeftBehind() throws IOException {
        Path pidFile = dataFolder.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        Optional<ProcessHandle> server = Files.readAllLines(pidFile).stream()
                .findFirst()
                .map(String::strip)
                .filter(pid -> pid.matches("\\d{1,9}"))
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
                .filter(this::isOurServer);
        if (server.isPresent()) {
            LOG.info(
                    "stopping the embedded PostgreSQL (process {}) that an earlier run left behind",
                    server.get().pid());
            stop();
        } else {
            Files.delete(pidFile);
        }
    }

    private boolean isOurServer(ProcessHandle process) {
        return process.info().arguments().stream()
                .flatMap(java.util.Arrays::stream)
                .anyMatch(dataFolder.toString()::equals);
    }

    private Outcome run(Duration timeout, String executable, String... arguments) {
        try {
            // The server inherits these files and outlives the tool, so a pipe would never end.
            Files.deleteIfExists(log);
            ProcessBuilder builder = new ProcessBuilder(
                            account.command(binaries.executable(executable), List.of(arguments)))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            // The server's account may not be allowed to see the current folder.
            builder.directory(new java.io.File("/"));
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return new Outcome(-1, executable + " did not answer within " + timeout.toSeconds() + " s");
            }
            return new Outcome(process.exitValue(), Files.readString(log));
        } catch (IOException e) {
            return new Outcome(-1, executable + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("interrupted while waiting for " + executable, e);
        }
    }

    private record Outcome(int exitCode, String output) {
        String lastLines() {
            List<String> lines = output.strip().lines().toList();
            return lines.stream().skip(Math.max(0, lines.size() - 5)).collect(Collectors.joining("; "));
        }
    }
}
