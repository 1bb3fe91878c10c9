package org.fhevm.coprocessor.cli.tenant;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.client.ApiKeyOption;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.keys.KeyFolder;
import org.fhevm.coprocessor.cli.terminal.OwnerOnlyFile;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.tenant.NewTenant;
import org.fhevm.coprocessor.database.DatabaseUrl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = "Stores a tenant after a check of its keys: they must be readable and belong together. Every"
                + " point of the common reference string is checked, which takes some 20 seconds.")
final class TenantAddCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Option(
            names = "--keys",
            paramLabel = "FOLDER",
            required = true,
            description = "A folder with the key files sks, pks and, if there is one, pp.")
    private Path keys;

    @Mixin
    private ClientKeyOption clientKey;

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            required = true,
            description = "A file with the API key. If it does not exist, a key is drawn and written to it.")
    private Path apiKeyFile;

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
    public Integer call() throws IOException {
        try (AuditTrail trail = audit.begin("tenant add")) {
            add(trail);
        }
        return 0;
    }

    private void add(AuditTrail trail) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        DatabaseUrl url = database.require();
        KeyFolder folder = new KeyFolder(keys);
        KeySetCheck.check(folder, clientKey.file(), out);
        boolean drawn = !Files.exists(apiKeyFile);
        UUID apiKey = drawn ? UUID.randomUUID() : ApiKeyOption.read(apiKeyFile);
        NewTenant tenant = new NewTenant(
                apiKey,
                TenantInsertion.chainId(chainId),
                TenantInsertion.address("--acl-contract-address", aclContract).checksummed(),
                TenantInsertion.address("--verifying-contract-address", verifyingContract)
                        .checksummed(),
                folder.tenantKeys());
        if (drawn) {
            // Before the row: a tenant whose key is unknown to all callers would be of no use.
            OwnerOnlyFile.writeLine(apiKeyFile, apiKey.toString());
        }
        TenantId id = TenantInsertion.insert(url, tenant, trail);
        out.println("stored tenant " + id + " for chain " + chainId + "; its API key is in " + apiKeyFile);
        TenantInsertion.warning(url, id).ifPresent(warning -> out.println("Warning: " + warning));
        if (!folder.hasPublicParameters()) {
            out.println("The tenant has no common reference string, without which no proof of an input can be verified:"
                    + " there is no file " + folder.publicParameters());
        }
    }
}
