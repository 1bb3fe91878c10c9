package org.fhevm.coprocessor.cli.daemon;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.fhevm.coprocessor.cli.signing.KeySourceOptions;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.server.signing.Signer;
import org.fhevm.coprocessor.server.signing.SigningKeys;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Flags for signing keys. */
final class SigningFlags {
    private static final String COMMON = "--coprocessor-private-key";
    private static final String OWN = "--coprocessor-tenant-private-key";
    private static final String PASSWORD = "-password-file";

    /** A blank before another {@code TENANT=}: a configuration file names a flag once. */
    private static final String SEVERAL = "\\s+(?=\\d+=)";

    @Option(
            names = COMMON,
            paramLabel = "KEY",
            defaultValue = "./coprocessor.key",
            description = "Signing key: a file with 64 hexadecimal digits or a keystore, or pkcs11:LABEL. Default:"
                    + " ${DEFAULT-VALUE}")
    private String common;

    @Option(
            names = COMMON + PASSWORD,
            paramLabel = "FILE",
            description = "A file with the password of the keystore in --coprocessor-private-key.")
    private @Nullable Path password;

    @Option(
            names = OWN,
            paramLabel = "TENANT=KEY",
            split = SEVERAL,
            description = "Signing key of one tenant, by its id; may be repeated. Other tenants have the key in"
                    + " --coprocessor-private-key.")
    private Map<Integer, String> own = new LinkedHashMap<>();

    @Option(
            names = OWN + PASSWORD,
            paramLabel = "TENANT=FILE",
            split = SEVERAL,
            description = "A file with the password of the tenant's keystore; may be repeated.")
    private Map<Integer, Path> ownPasswords = new LinkedHashMap<>();

    @Option(
            names = "--development",
            description = "Take the public sample key of fhevm 0.6, with which everybody can sign. For trying out.")
    private boolean development;

    @Mixin
    private KeySourceOptions sources;

    SigningKeys keys() {
        requireOwners(ownPasswords.keySet());
        Signer shared = find(COMMON, common, password);
        Map<TenantId, Signer> keys = new HashMap<>();
        own.forEach((tenant, source) ->
                keys.put(new TenantId(tenant), find(OWN + " " + tenant, source, ownPasswords.get(tenant))));
        return new SigningKeys(shared, keys);
    }

    /** A password without a key is a mistake in one of the two numbers. */
    private void requireOwners(Set<Integer> tenants) {
        for (int tenant : tenants) {
            if (!own.containsKey(tenant)) {
                throw new CommandFailure(
                        OWN + PASSWORD + " " + tenant + " needs " + OWN + " " + tenant + "=KEY beside it");
            }
        }
    }

    private Signer find(String flag, String source, @Nullable Path passwordFile) {
        Signer signer = sources.find(flag, source, passwordFile);
        if (KeySourceOptions.isPublic(signer) && !development) {
            throw new CommandFailure("the key of " + flag + " is the public sample key, with which everybody can sign:"
                    + " make one with signing-key create, or allow it with --development");
        }
        return signer;
    }
}
