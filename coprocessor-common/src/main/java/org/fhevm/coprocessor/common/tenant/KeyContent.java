package org.fhevm.coprocessor.common.tenant;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A key to be stored: its length, and its bytes when asked for. */
public interface KeyContent {

    long size() throws IOException;

    InputStream open() throws IOException;

    static KeyContent ofFile(Path file) {
        return new KeyContent() {
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
     * A key that is in memory.
     *
     * @param bytes borrowed
     */
    static KeyContent ofBytes(byte[] bytes) {
        return new KeyContent() {
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

    static KeyContent empty() {
        return ofBytes(new byte[0]);
    }
}
