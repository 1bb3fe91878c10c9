package org.fhevm.coprocessor.common.tenant;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The serialized bytes of one key, wherever they are: in a column of the database, in a file, or in memory. */
public interface KeySource {
    /** The length in bytes; 0 for a key that is missing. */
    long size() throws IOException;

    /** Reads the key from its beginning. */
    InputStream open() throws IOException;

    static KeySource ofFile(Path file) {
        return new KeySource() {
            @Override
            public long size() throws IOException {
                return Files.size(file);
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }
        };
    }

    /**
     * A key in memory.
     *
     * @param bytes borrowed
     */
    static KeySource ofBytes(byte[] bytes) {
        return new KeySource() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    /** A key that is missing. */
    static KeySource empty() {
        return ofBytes(new byte[0]);
    }
}
