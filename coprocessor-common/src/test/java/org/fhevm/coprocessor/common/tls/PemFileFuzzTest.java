package org.fhevm.coprocessor.common.tls;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Any file is read, or refused with a {@link TlsException}. */
class PemFileFuzzTest {
    @TempDir
    private static Path folder;

    @FuzzTest
    void certificates(byte[] content) throws IOException {
        PemFile file = PemFile.read(Files.write(folder.resolve("certificates"), content));
        try {
            file.certificates();
        } catch (TlsException e) {
            // refused
        }
    }

    @FuzzTest
    void key(byte[] content) throws IOException {
        PemFile file = PemFile.read(Files.write(folder.resolve("key"), content));
        try {
            file.privateKey("EC");
        } catch (TlsException e) {
            // refused
        }
    }
}
