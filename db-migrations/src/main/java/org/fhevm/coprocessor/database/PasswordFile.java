package org.fhevm.coprocessor.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * A password in the first line of a file, as containers get their secrets. Every new connection reads the file, so that
 * a changed password needs no restart.
 *
 * @param file text in UTF-8
 */
public record PasswordFile(Path file) implements PasswordSource {
    static final int MAXIMUM_BYTES = 1 << 16;

    @Override
    public String current() throws SQLException {
        try (InputStream content = Files.newInputStream(file)) {
            return firstLine(content.readNBytes(MAXIMUM_BYTES + 1), "the database password file " + file);
        } catch (IOException e) {
            throw PasswordSource.unavailable(
                    "the database password file " + file + " cannot be read: " + FailureReason.of(e));
        }
    }

    @Override
    public void refused() {
        // Nothing is kept.
    }

    /**
     * The first line of a text.
     *
     * @param source the subject of the message if it has none
     */
    static String firstLine(byte[] text, String source) throws SQLException {
        if (text.length > MAXIMUM_BYTES) {
            throw PasswordSource.unavailable(source + " has more than " + MAXIMUM_BYTES + " bytes");
        }
        String line =
                new String(text, StandardCharsets.UTF_8).lines().findFirst().orElse("");
        if (line.isEmpty()) {
            throw PasswordSource.unavailable(source + " has an empty first line");
        }
        if (line.indexOf('\0') >= 0) {
            throw PasswordSource.unavailable(source + " has a null character in its first line");
        }
        return line;
    }
}
