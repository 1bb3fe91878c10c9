package org.fhevm.coprocessor.cli.signing;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.server.signing.KeyToken;
import org.fhevm.coprocessor.server.signing.SecretFiles;
import org.fhevm.coprocessor.server.signing.Signer;
import org.fhevm.coprocessor.server.signing.SigningKeyFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Finds signing keys, for the daemon and for commands, under the same rules. A source is a file with digits, a file
 * with a keystore, or the label of a key in a PKCS#11 token behind {@code pkcs11:}.
 */
public final class KeySourceOptions {
    private static final String TOKEN_PREFIX = "pkcs11:";

    /** The address of the key in the 0.6 repository, which everybody has. */
    private static final EthereumAddress PUBLIC_SAMPLE =
            EthereumAddress.parse("0xc9990FEfE0c27D31D0C2aa36196b085c0c4d456c");

    @Option(
            names = "--allow-readable-keys",
            description = "Take files with signing keys and passwords that other users of the machine can read.")
    private boolean readableAllowed;

    @Option(
            names = "--pkcs11-configuration",
            paramLabel = "FILE",
            description = "Configuration of the JDK's PKCS#11 provider, for signing keys named pkcs11:LABEL.")
    private @Nullable Path tokenConfiguration;

    @Option(names = "--pkcs11-pin-file", paramLabel = "FILE", description = "A file with the PIN of the PKCS#11 token.")
    private @Nullable Path pin;

    private @Nullable KeyToken token;

    /** Whether everybody can sign with this key. */
    public static boolean isPublic(Signer signer) {
        return signer.address().equals(PUBLIC_SAMPLE);
    }

    static boolean isInToken(String source) {
        return source.startsWith(TOKEN_PREFIX);
    }

    /**
     * The key of a source.
     *
     * @param flag that names the source, for messages
     * @param password the file with the password of a keystore
     * @throws CommandFailure if there is none, or it cannot be used
     */
    public Signer find(String flag, String source, @Nullable Path password) {
        try {
            return isInToken(source)
                    ? token().signer(source.substring(TOKEN_PREFIX.length()))
                    : SigningKeyFile.read(Path.of(source), password, files());
        } catch (NoSuchFileException e) {
            throw new CommandFailure("there is no signing key at " + e.getFile() + " (" + flag + ")", e);
        } catch (IOException e) {
            throw new CommandFailure("the signing key cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Makes a key in the token; empty if this is the name of a file.
     *
     * @throws CommandFailure if the token cannot
     */
    Optional<Signer> createInToken(String source) {
        if (!isInToken(source)) {
            return Optional.empty();
        }
        try {
            return Optional.of(token().create(source.substring(TOKEN_PREFIX.length())));
        } catch (IOException e) {
            throw new CommandFailure("no key was made: " + e.getMessage(), e);
        }
    }

    /** The rules for files with secrets. */
    SecretFiles files() {
        return readableAllowed ? SecretFiles.OWNER_ONLY.allowingReadable() : SecretFiles.OWNER_ONLY;
    }

    /** One token for all keys: its library is loaded once. */
    private KeyToken token() throws IOException {
        KeyToken open = token;
        if (open == null) {
            if (tokenConfiguration == null || pin == null) {
                throw new CommandFailure("a key in a token needs --pkcs11-configuration and --pkcs11-pin-file");
            }
            open = KeyToken.open(tokenConfiguration, SigningKeyFile.password(pin, files()));
            token = open;
        }
        return open;
    }
}
