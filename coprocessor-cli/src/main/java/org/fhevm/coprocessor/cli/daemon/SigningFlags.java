package org.fhevm.coprocessor.cli.daemon;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.server.signing.SigningKey;
import org.fhevm.coprocessor.server.signing.SigningKeyFile;
import org.fhevm.coprocessor.server.signing.SigningKeys;
import picocli.CommandLine.Option;

/** Flags for signing keys. */
final class SigningFlags {
    @Option(
            names = "--coprocessor-private-key",
            paramLabel = "FILE",
            defaultValue = "./coprocessor.key",
            description = "Signing key, 64 hexadecimal digits. Default: ${DEFAULT-VALUE}")
    private Path common;

    @Option(
            names = "--coprocessor-tenant-private-key",
            paramLabel = "TENANT=FILE",
            description = "Signing key of one tenant, by its id; may be repeated. Other tenants have the key in"
                    + " --coprocessor-private-key.")
    private Map<Integer, Path> own = new LinkedHashMap<>();

    SigningKeys keys() {
        SigningKey shared = read("--coprocessor-private-key", common);
        Map<TenantId, SigningKey> keys = new HashMap<>();
        own.forEach((tenant, file) ->
                keys.put(new TenantId(tenant), read("--coprocessor-tenant-private-key " + tenant, file)));
        return new SigningKeys(shared, keys);
    }

    private static SigningKey read(String flag, Path file) {
        try {
            return SigningKeyFile.read(file);
        } catch (NoSuchFileException e) {
            throw new CommandFailure("there is no signing key at " + file + " (" + flag + ")", e);
        } catch (IOException e) {
            throw new CommandFailure("the signing key cannot be used: " + e.getMessage(), e);
        }
    }
}
