package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.cli.terminal.Version;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process writes its whole answer to standard output, and nothing of the JVM. */
@EmbeddedDatabase
class StandardOutputTest {
    private static final Path OPTIONS = Path.of("").toAbsolutePath().resolve("src/main/launch/jvm.options");

    /** Makes the JVM print a warning on every machine. */
    private static final String COMPLAINT = "-XX:SharedArchiveFile=/nowhere/classes.jsa";

    @TempDir
    private Path folder;

    private record Output(String out, String err) {}

    @Test
    void theComplaintIsRealAndGoesToStandardOutputByItself() throws Exception {
        assertThat(java(List.of(), "--version").out().lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line).contains("/nowhere/classes.jsa"));
    }

    @Test
    void aVersionIsTheOnlyLine() throws Exception {
        Output output = java(List.of("@" + OPTIONS), Main.class.getName(), "--version");

        assertThat(output.out()).isEqualTo(Version.TEXT + System.lineSeparator());
        assertThat(output.err()).contains("/nowhere/classes.jsa");
    }

    @Test
    void computationsAreListedToTheLast(TestServer server, Database database) throws Exception {
        String url = server.postgres().urlText(database.config().url().database());
        database.dsl()
                .execute("insert into computations (tenant_id, output_handle, fhe_operation, is_scalar, dependencies,"
                        + " output_type) values (1, decode(repeat('ab', 32), 'hex'), 0, false,"
                        + " array[decode(repeat('cd', 32), 'hex')], 4)");

        Output output =
                java(List.of("@" + OPTIONS), Main.class.getName(), "computations", "list", "--database-url", url);

        assertThat(output.out().lines()).hasSize(2);
        assertThat(output.out()).startsWith("tenant").contains("ab".repeat(32));
    }

    /** Output goes to files: a full pipe would block the process. */
    private Output java(List<String> options, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add(COMPLAINT);
        command.addAll(List.of(
                "--class-path", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        Output output = new Output(read(out), read(err));
        assertThat(process.exitValue()).as(output.toString()).isZero();
        return output;
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
