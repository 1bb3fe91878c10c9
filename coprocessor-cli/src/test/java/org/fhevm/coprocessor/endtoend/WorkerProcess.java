package org.fhevm.coprocessor.endtoend;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.cli.WorkerMain;

/** A worker in a process of its own, which can be treated as badly as an operating system may. */
final class WorkerProcess implements AutoCloseable {
    private final Process process;

    private WorkerProcess(Process process) {
        this.process = process;
    }

    /** @param log file to which the output of the process is appended */
    static WorkerProcess start(String databaseUrl, Duration lease, Path log) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+DisplayVMOutputToStderr",
                "-Xlog:disable",
                "-Xlog:all=warning:stderr",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:ObjectAlignmentInBytes=64",
                "--add-modules=jdk.incubator.vector",
                "--class-path",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                WorkerMain.class.getName()));
        command.addAll(List.of(
                "--run-bg-worker",
                "--database-url",
                databaseUrl,
                "--coprocessor-fhe-threads",
                "1",
                "--work-items-batch-size",
                "40",
                "--worker-lease-seconds",
                Long.toString(lease.toSeconds()),
                "--metrics-addr",
                ""));
        try {
            return new WorkerProcess(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(log.toString())))
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of the worker's name in the database. */
    String nameEnding() {
        return "/" + process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it without a warning, as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void pause() throws InterruptedException {
        signal("STOP");
    }

    void resume() throws InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
