package org.fhevm.coprocessor.server.signing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * The file that holds the signing key: 64 hex digits, with or without 0x before them and white space around them.
 *
 * <p>Errors name the file and the fault of its form, never its content.
 */
public final class SigningKeyFile {
    private static final int HEX_DIGITS = 64;
    private static final int MAXIMUM_BYTES = 1024;

    private SigningKeyFile() {}

    /**
     * Reads the key.
     *
     * @throws IOException if the file cannot be read or holds no key
     */
    public static SigningKey read(Path file) throws IOException {
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(MAXIMUM_BYTES + 1);
        }
        if (content.length > MAXIMUM_BYTES) {
            throw new IOException("signing key file " + file + " is longer than " + MAXIMUM_BYTES + " bytes");
        }
        String text = new String(content, StandardCharsets.US_ASCII).strip();
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        if (digits.length() != HEX_DIGITS || !digits.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IOException("signing key file " + file + " does not hold " + HEX_DIGITS + " hex digits");
        }
        try {
            return SigningKey.of(HexFormat.of().parseHex(digits));
        } catch (IllegalArgumentException e) {
            throw new IOException("signing key file " + file + ": " + e.getMessage(), e);
        }
    }
}
