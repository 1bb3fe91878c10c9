package org.fhevm.coprocessor.cli.ciphertext;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fhevm.coprocessor.cli.keys.KeyFileReader;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import picocli.CommandLine;

/** Bad files and arguments of commands fail with the one exception that commands report. */
class CiphertextFileFuzzTest {
    private static Path file;

    @BeforeAll
    static void createFile() throws IOException {
        file = Files.createTempFile("fuzzed", ".file");
    }

    @AfterAll
    static void deleteFile() throws IOException {
        Files.deleteIfExists(file);
    }

    /** Reads and describes a file, as {@code inspect} does. */
    @FuzzTest
    void ciphertexts(byte[] data) throws IOException {
        Files.write(file, data);
        CommandLine command = new CommandLine(new InspectCommand())
                .setOut(new PrintWriter(Writer.nullWriter()))
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    if (failure instanceof CommandFailure) {
                        return 1;
                    }
                    throw new AssertionError("inspect failed", failure);
                });
        command.execute(file.toString());
    }

    @FuzzTest
    void keys(byte[] data) throws IOException {
        Files.write(file, data);
        refusedOrRead(() -> KeyFileReader.clientKey(file));
        refusedOrRead(() -> KeyFileReader.publicKey(file));
        refusedOrRead(() -> KeyFileReader.serverKey(file));
        refusedOrRead(() -> KeyFileReader.publicParameters(file));
    }

    @FuzzTest
    void clearValue(byte[] data) {
        ClearValue value;
        try {
            value = ClearValue.parse(new String(data, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return;
        }
        if (!ClearValue.parse(value.toString()).equals(value)) {
            throw new AssertionError("read as another value: " + value);
        }
    }

    private static void refusedOrRead(Runnable reading) {
        try {
            reading.run();
        } catch (CommandFailure e) {
            // refused in words
        }
    }
}
