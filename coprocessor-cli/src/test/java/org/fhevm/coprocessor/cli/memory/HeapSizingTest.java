package org.fhevm.coprocessor.cli.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.cli.Main;
import org.fhevm.coprocessor.cli.ProjectFiles;
import org.fhevm.coprocessor.cli.ServerMain;
import org.fhevm.coprocessor.cli.WorkerMain;
import org.fhevm.coprocessor.cli.testing.SigningKeyFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daemons as the launchers start them, whose database is not there. */
class HeapSizingTest {
    private static final Path OPTIONS = ProjectFiles.ROOT.resolve("coprocessor-cli/src/main/launch/jvm.options");

    /** Each daemon can use the smallest heap only, on every machine. */
    private static final List<String> ONE_TENANT =
            List.of("--tenant-key-cache-size=1", "--coprocessor-fhe-threads=1", "--server-maximum-calls=16");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void aDaemonHasTheHeapThatItNeeds() throws IOException {
        String address = "--server-addr=127.0.0.1:0";
        Path file = SigningKeyFiles.ownerOnly(folder.resolve("coprocessor.key"), "0x" + "01".repeat(32));
        String key = "--coprocessor-private-key=" + file;

        Process worker = start(List.of(), WorkerMain.class, "--run-bg-worker");
        Process server = start(List.of(), ServerMain.class, "--run-server", address, key);
        Process both = start(List.of(), Main.class, "--run-server", "--run-bg-worker", address, key);

        assertThat(heapOf(worker)).isEqualTo(512);
        assertThat(heapOf(server)).isEqualTo(512);
        assertThat(heapOf(both)).isEqualTo(1024);
        assertThat(arguments(worker)).contains("-Xmx512m", "--run-bg-worker");
        assertThat(log(worker)).as("one start is logged").containsOnlyOnce(" starts; ");
    }

    @Test
    void theOperatorHasTheLastWord() throws IOException {
        Process sized = start(List.of("-Xmx700m"), WorkerMain.class, "--run-bg-worker");
        Process part = start(List.of("-XX:MaxRAMPercentage=54"), WorkerMain.class, "--run-bg-worker");

        assertThat(heapOf(sized)).isEqualTo(700);
        assertThat(heapOf(part)).isGreaterThan(512);
        assertThat(arguments(part)).doesNotContain("-Xmx512m");
    }

    private Process start(List<String> options, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + OPTIONS);
        command.addAll(options);
        command.addAll(List.of(
                "--class-path",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        command.addAll(ONE_TENANT);
        command.addAll(List.of("--database-url=postgres://coprocessor@127.0.0.1:1/none", "--metrics-addr="));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(processes.size() + ".log").toFile())
                .start();
        processes.add(process);
        return process;
    }

    /** In megabytes, as the process logs it at its start. */
    private long heapOf(Process process) throws IOException {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(log(process)).contains(" starts; ").contains("heap: at most "));
        return Long.parseLong(log(process).replaceAll("(?s).*heap: at most ([0-9]+) MB.*", "$1"));
    }

    private String log(Process process) throws IOException {
        return Files.readString(folder.resolve(processes.indexOf(process) + ".log"));
    }

    private static List<String> arguments(Process process) throws IOException {
        return List.of(Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                .split("\0"));
    }
}
