package org.fhevm.coprocessor.cli.computations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.testing.RunningCoprocessor;
import org.fhevm.coprocessor.cli.testing.ToyKeyFolder;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code computations submit}, with a running server. */
@EmbeddedDatabase
class SubmitCommandTest {
    @TempDir
    private Path folder;

    private RunningCoprocessor coprocessor;
    private String apiKey;

    @BeforeEach
    void start(TestServer server) throws IOException {
        coprocessor = RunningCoprocessor.startServer(server);
        apiKey = coprocessor.addTenant(ToyKeyFolder.ours(folder.resolve("keys")));
    }

    @AfterEach
    void stop() {
        coprocessor.close();
    }

    @Test
    void aDroppedOperationIsSubmittedAndItsConsumersAreTaken() throws IOException {
        String dropped = handle(1);
        String consumer = handle(2);
        assertThat(submit("add", consumer, dropped, "scalar:2").err()).contains("Ciphertexts not found");

        Path log = folder.resolve("audit.log");
        CommandRun run = submit("trivial_encrypt", dropped, "scalar:40", "type:euint64", "--audit-log", log.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("submitted " + dropped);
        assertThat(Files.readString(log))
                .contains("\"action\":\"computations submit\"", "\"outcome\":\"ok\",\"count\":1", dropped);
        assertThat(submit("add", consumer, dropped, "scalar:2").exitCode()).isZero();
        CommandRun listed = CommandRun.of("computations", "list", "--database-url", coprocessor.databaseUrl());
        assertThat(listed.out()).contains(dropped, consumer, "trivial_encrypt  euint64", "add              euint64");
    }

    @Test
    void aRepetitionChangesNothing() {
        String handle = handle(3);
        assertThat(submit("trivial_encrypt", handle, "scalar:40", "type:euint64")
                        .exitCode())
                .isZero();
        assertThat(submit("trivial_encrypt", handle, "scalar:40", "type:euint64")
                        .exitCode())
                .isZero();
    }

    @Test
    void whatTheServerRefusesIsAFailureInOneLine() {
        CommandRun operands = submit("add", handle(4), "scalar:1");
        assertThat(operands.exitCode()).isEqualTo(1);
        assertThat(operands.err().strip())
                .startsWith("coprocessor: the coprocessor at")
                .doesNotContain("\n");
        assertThat(submit("power", handle(4), "scalar:1").err())
                .contains("there is no operation power here; there are");
        apiKey = UUID.randomUUID().toString();
        assertThat(submit("add", handle(4), handle(5), handle(6)).err()).contains("API key unknown");
    }

    private CommandRun submit(String operation, String handle, String... more) {
        Object[] arguments = new Object[10 + more.length];
        System.arraycopy(
                new Object[] {
                    "computations",
                    "submit",
                    "--coprocessor-url",
                    coprocessor.url(),
                    "--tenant-api-key",
                    apiKey,
                    "--operation",
                    operation,
                    "--handle",
                    handle
                },
                0,
                arguments,
                0,
                10);
        System.arraycopy(more, 0, arguments, 10, more.length);
        return CommandRun.of(arguments);
    }

    private static String handle(int seed) {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        bytes[30] = 5;
        bytes[31] = 0;
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
