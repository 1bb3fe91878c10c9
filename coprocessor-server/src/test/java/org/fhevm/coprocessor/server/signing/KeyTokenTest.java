package org.fhevm.coprocessor.server.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that cannot be opened; the command line's {@code TokenKeyTest} uses one that can. */
class KeyTokenTest {
    private static final byte[] PIN = "1234".getBytes(US_ASCII);

    @TempDir
    private Path folder;

    @Test
    void aLibraryThatIsMissingIsNamed() throws IOException {
        Path configuration = Files.writeString(
                folder.resolve("pkcs11.cfg"), "name = missing\nlibrary = " + folder.resolve("none.so") + "\n");
        assertThatThrownBy(() -> KeyToken.open(configuration, PIN))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("PKCS#11 configuration " + configuration)
                .hasMessageContaining("none.so");
    }
}
