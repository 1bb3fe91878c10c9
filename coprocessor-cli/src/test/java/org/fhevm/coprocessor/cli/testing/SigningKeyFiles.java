package org.fhevm.coprocessor.cli.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Files with secrets, and with rights that keep them or do not. */
public final class SigningKeyFiles {
    private SigningKeyFiles() {}

    /** A file that only its owner can read. */
    public static Path ownerOnly(Path file, String content) throws IOException {
        return write(file, content, "rw-------");
    }

    /** A file that all users can read. */
    public static Path readable(Path file, String content) throws IOException {
        return write(file, content, "rw-r--r--");
    }

    private static Path write(Path file, String content, String permissions) throws IOException {
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
