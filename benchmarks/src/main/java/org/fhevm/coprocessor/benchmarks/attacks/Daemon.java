package org.fhevm.coprocessor.benchmarks.attacks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fhevm.coprocessor.benchmarks.process.StartingDaemon;
import org.fhevm.coprocessor.cli.Main;

/** A server or a worker as a process of its own, seen as an operator sees it. */
final class Daemon implements AutoCloseable {
    static final String HEAP = "-Xmx512m";

    private static final Duration START_TIME = Duration.ofSeconds(60);
    private static final Duration POLL_PERIOD = Duration.ofMillis(100);

    private final Process process;
    private final InetSocketAddress metrics;
    private final Path log;

    private Daemon(Process process, InetSocketAddress metrics, Path log) {
        this.process = process;
        this.metrics = metrics;
        this.log = log;
    }

    /**
     * Starts a daemon, and waits until it is ready.
     *
     * @param jvmOptions the file with the options that every JVM of the project is started with
     * @param log where its output goes
     */
    static Daemon start(Path jvmOptions, Path log, String databaseUrl, List<String> flags)
            throws IOException, InterruptedException {
        InetSocketAddress metrics = StartingDaemon.freeAddress();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + jvmOptions,
                HEAP,
                "--class-path",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "run",
                "--metrics-addr",
                StartingDaemon.text(metrics)));
        command.addAll(flags);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("DATABASE_URL", databaseUrl);
        Daemon daemon = new Daemon(builder.start(), metrics, log);
        daemon.awaitReady();
        return daemon;
    }

    private void awaitReady() throws IOException, InterruptedException {
        try {
            StartingDaemon.awaitReady(process, metrics, log, START_TIME, POLL_PERIOD);
        } catch (IllegalStateException e) {
            close();
            throw e;
        }
    }

    InetSocketAddress metrics() {
        return metrics;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The exit status; only after the process has ended. */
    int exitStatus() {
        return process.exitValue();
    }

    /** Resets the peak of resident memory to the present amount. */
    void resetPeak() throws IOException {
        if (isAlive()) {
            Files.writeString(proc("clear_refs"), "5");
        }
    }

    /** Peak of resident memory since the last reset, in megabytes; 0 if the process has ended. */
    int peakResidentMegabytes() throws IOException {
        return (int) (statusNumber("VmHWM:") >> 10);
    }

    int threads() throws IOException {
        return (int) statusNumber("Threads:");
    }

    int descriptors() throws IOException {
        try (Stream<Path> entries = Files.list(proc("fd"))) {
            return (int) entries.count();
        } catch (java.nio.file.NoSuchFileException e) {
            return 0;
        }
    }

    private long statusNumber(String field) throws IOException {
        if (!isAlive()) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(proc("status"))) {
            return lines.filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                    .findFirst()
                    .orElse(0);
        } catch (java.nio.file.NoSuchFileException e) {
            return 0;
        }
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }

    /** Number of lines that the daemon has logged. */
    long logLines() throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(log))) {
            byte[] buffer = new byte[1 << 16];
            long lines = 0;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    lines += buffer[i] == '\n' ? 1 : 0;
                }
            }
            return lines;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
