package org.fhevm.coprocessor.server.signing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.server.keystore.Keystore;
import org.fhevm.coprocessor.server.keystore.KeystoreException;
import org.fhevm.coprocessor.server.keystore.KeystoreJson;
import org.jspecify.annotations.Nullable;

/**
 * The file that holds the signing key: 64 hex digits, with or without 0x before them and white space around them, or a
 * keystore with a file for its password.
 *
 * <p>Errors name the file and the fault of its form, never its content.
 */
public final class SigningKeyFile {
    private static final int HEX_DIGITS = 64;
    private static final int MAXIMUM_PASSWORD_BYTES = 1024;
    private static final String SUBJECT = "signing key file";

    private SigningKeyFile() {}

    /**
     * Reads the key.
     *
     * @param password the file with the password of a keystore; null for digits
     * @throws IOException if a file cannot be read, others can read it, it holds no key, or the password does not fit
     */
    public static SigningKey read(Path file, @Nullable Path password, SecretFiles files) throws IOException {
        byte[] content = files.read(SUBJECT, file, KeystoreJson.MAXIMUM_BYTES);
        String text = new String(content, StandardCharsets.US_ASCII).strip();
        boolean keystore = text.startsWith("{");
        if (keystore != (password != null)) {
            throw new IOException(SUBJECT + " " + file
                    + (keystore
                            ? " is a keystore: name the file with its password"
                            : " is no keystore for a password"));
        }
        try {
            return password == null ? ofDigits(text) : ofKeystore(content, password(password, files));
        } catch (KeystoreException | IllegalArgumentException e) {
            throw new IOException(SUBJECT + " " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a password, without the end of its line.
     *
     * @throws IOException if the file cannot be read, is empty, or others can read it
     */
    public static byte[] password(Path file, SecretFiles files) throws IOException {
        byte[] content = files.read("password file", file, MAXIMUM_PASSWORD_BYTES);
        int length = content.length;
        if (length > 0 && content[length - 1] == '\n') {
            length--;
        }
        if (length > 0 && content[length - 1] == '\r') {
            length--;
        }
        if (length == 0) {
            throw new IOException("password file " + file + " is empty");
        }
        return Arrays.copyOf(content, length);
    }

    private static SigningKey ofDigits(String text) {
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        if (digits.length() != HEX_DIGITS || !digits.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException("it does not hold " + HEX_DIGITS + " hex digits");
        }
        return SigningKey.of(HexFormat.of().parseHex(digits));
    }

    private static SigningKey ofKeystore(byte[] content, byte[] password) throws KeystoreException {
        Keystore keystore = KeystoreJson.read(content);
        SigningKey key = SigningKey.of(keystore.open(password));
        EthereumAddress named = keystore.address();
        if (named != null && !named.equals(key.address())) {
            throw new IllegalArgumentException("it names the address " + named + ", and its key has " + key.address());
        }
        return key;
    }
}
