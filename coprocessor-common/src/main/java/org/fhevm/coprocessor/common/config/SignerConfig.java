package org.fhevm.coprocessor.common.config;

import java.nio.file.Path;

/**
 * The file of the coprocessor's signing key.
 *
 * @param keyFile text file with the 32-byte secp256k1 private key in hexadecimal
 */
public record SignerConfig(Path keyFile) {
    public static final SignerConfig DEFAULT = new SignerConfig(Path.of("coprocessor.key"));
}
