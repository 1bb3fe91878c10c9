package org.fhevm.coprocessor.cli.tenant;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.client.ApiKeyOption;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.tenant.KeyPart;
import org.fhevm.coprocessor.common.tenant.KeySource;
import org.fhevm.coprocessor.common.tenant.NewTenant;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "insert-tenant",
        mixinStandardHelpOptions = true,
        description = "Stores a tenant, with the flags of the 0.6 tool. Key files are stored as they are, unread; see"
                + " tenant add for one that checks them.")
public final class InsertTenantCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Option(names = "--pks-file", paramLabel = "FILE", required = true, description = "Compact public key.")
    private Path publicKey;

    @Option(names = "--sks-file", paramLabel = "FILE", required = true, description = "Server key.")
    private Path serverKey;

    @Option(
            names = "--public-params-file",
            paramLabel = "FILE",
            description = "Common reference string. Without it, proofs of inputs cannot be verified for this tenant.")
    private @Nullable Path publicParameters;

    @Option(names = "--tenant-api-key", paramLabel = "UUID", required = true, description = "What callers present.")
    private String apiKey;

    @Option(names = "--acl-contract-address", paramLabel = "ADDRESS", required = true, description = "ACL contract.")
    private String aclContract;

    @Option(
            names = "--verifying-contract-address",
            paramLabel = "ADDRESS",
            required = true,
            description = "InputVerifier contract.")
    private String verifyingContract;

    @Option(names = "--chain-id", paramLabel = "ID", required = true, description = "Id of the host chain, 32 bits.")
    private long chainId;

    @Mixin
    private AuditOption audit;

    @Override
    public Integer call() {
        try (AuditTrail trail = audit.begin("insert-tenant")) {
            insert(trail);
        }
        return 0;
    }

    private void insert(AuditTrail trail) {
        UUID key = ApiKeyOption.parse(apiKey);
        DatabaseUrl url = database.require();
        TenantId id = TenantInsertion.insert(
                url,
                new NewTenant(
                        key,
                        TenantInsertion.chainId(chainId),
                        asTyped("--acl-contract-address", aclContract),
                        asTyped("--verifying-contract-address", verifyingContract),
                        keys()),
                trail);
        PrintWriter out = spec.commandLine().getOut();
        out.println("stored tenant " + id + " for chain " + chainId);
        TenantInsertion.warning(url, id).ifPresent(warning -> out.println("Warning: " + warning));
    }

    private StoredKeySet keys() {
        Map<KeyPart, KeySource> keys = new EnumMap<>(KeyPart.class);
        keys.put(KeyPart.PUBLIC, TenantInsertion.file(publicKey));
        keys.put(KeyPart.SERVER, TenantInsertion.file(serverKey));
        if (publicParameters != null) {
            keys.put(KeyPart.PUBLIC_PARAMETERS, TenantInsertion.file(publicParameters));
        }
        return new StoredKeySet(keys);
    }

    /** The address, checked, in the spelling that the 0.6 tool stores. */
    private static String asTyped(String flag, String address) {
        TenantInsertion.address(flag, address);
        return address;
    }
}
