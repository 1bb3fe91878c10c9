package org.fhevm.coprocessor.cli.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.FileFailure;
import org.fhevm.coprocessor.cli.terminal.OwnerOnlyFile;
import org.fhevm.coprocessor.server.keystore.Keystore;
import org.fhevm.coprocessor.server.keystore.KeystoreJson;
import org.fhevm.coprocessor.server.signing.Signer;
import org.fhevm.coprocessor.server.signing.SigningKey;
import org.fhevm.coprocessor.server.signing.SigningKeyFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = "Makes a signing key in a file that only its owner can read, or in a PKCS#11 token, and shows its"
                + " address. A key that is there stays as it is.")
final class CreateCommand implements Callable<Integer> {
    private static final int SECRET_BYTES = 32;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "KEY",
            defaultValue = "coprocessor.key",
            description = "The file to write, or pkcs11:LABEL to make the key in a token. Default: ${DEFAULT-VALUE}")
    private String target;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description =
                    "Write a keystore (Web3 Secret Storage, version 3) under the password in this file, instead of"
                            + " 64 hexadecimal digits.")
    private @Nullable Path password;

    @Mixin
    private KeySourceOptions sources;

    @Override
    public Integer call() {
        if (KeySourceOptions.isInToken(target) && password != null) {
            throw new CommandFailure("a key in a token has a PIN (--pkcs11-pin-file), no password");
        }
        Signer key = sources.createInToken(target).orElseGet(() -> createFile(Path.of(target)));
        spec.commandLine().getOut().println("signing key of the address " + key.address() + " in " + target);
        return 0;
    }

    private Signer createFile(Path output) {
        if (Files.exists(output)) {
            throw new CommandFailure(output + " exists: name another file, or remove it if its key is not needed");
        }
        SecureRandom random = new SecureRandom();
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        SigningKey key = SigningKey.of(secret);
        String content = password == null ? HexFormat.of().formatHex(secret) : sealed(secret, key, password, random);
        try {
            OwnerOnlyFile.writeLine(output, content);
        } catch (IOException e) {
            throw new CommandFailure("cannot write " + output + ": " + FileFailure.reason(e), e);
        }
        return key;
    }

    private String sealed(byte[] secret, SigningKey key, Path passwordFile, SecureRandom random) {
        byte[] bytes;
        try {
            bytes = SigningKeyFile.password(passwordFile, sources.files());
        } catch (IOException e) {
            throw new CommandFailure("the password cannot be read: " + e.getMessage(), e);
        }
        return KeystoreJson.write(Keystore.seal(secret, key.address(), bytes, random));
    }
}
