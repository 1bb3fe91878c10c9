package org.fhevm.coprocessor.server.signing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Arbitrary files as signing keys: read, or refused without any of their content. */
class SigningKeyFileFuzzTest {
    private static final int TELLING_CHARACTERS = 20;

    private static Path file;

    @BeforeAll
    static void createFile() throws IOException {
        file = Files.createTempFile("signing", ".key");
    }

    @AfterAll
    static void deleteFile() throws IOException {
        Files.deleteIfExists(file);
    }

    @FuzzTest
    void file(byte[] data) throws IOException {
        Files.write(file, data);
        try {
            SigningKeyFile.read(file, null, SecretFiles.OWNER_ONLY);
        } catch (IOException e) {
            String content = new String(data, StandardCharsets.US_ASCII).strip();
            if (content.length() >= TELLING_CHARACTERS
                    && String.valueOf(e.getMessage()).contains(content)) {
                throw new AssertionError("the content is shown", e);
            }
        }
    }
}
