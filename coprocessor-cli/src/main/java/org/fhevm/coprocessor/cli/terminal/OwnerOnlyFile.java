package org.fhevm.coprocessor.cli.terminal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes files that only their owner can read, from their first byte on. */
public final class OwnerOnlyFile {
    private static final String PARTIAL_SUFFIX = ".partial";

    private OwnerOnlyFile() {}

    /** Creates an empty file, replacing one that is there, and opens it for writing. */
    public static OutputStream open(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.newOutputStream(file);
    }

    /** Writes a line of text; a program that waits for the file sees all of it or none. */
    public static void writeLine(Path file, String text) throws IOException {
        Path partial = partial(file);
        open(partial).close();
        Files.writeString(partial, text + "\n");
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The name of a file until it is complete. */
    public static Path partial(Path file) {
        return file.resolveSibling(file.getFileName() + PARTIAL_SUFFIX);
    }
}
