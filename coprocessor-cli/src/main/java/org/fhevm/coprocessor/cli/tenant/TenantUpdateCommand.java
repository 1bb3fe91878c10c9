package org.fhevm.coprocessor.cli.tenant;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.tenant.TenantRecord;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "update",
        mixinStandardHelpOptions = true,
        description = "Changes chain and contracts of a tenant, as after a new deployment. Servers and workers follow"
                + " within a minute and need no restart; until then, inputs are attested for the old contracts.")
final class TenantUpdateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Mixin
    private TenantArgument tenant;

    @Option(names = "--chain-id", paramLabel = "ID", description = "Id of the host chain, 32 bits.")
    private @Nullable Long chainId;

    @Option(names = "--acl-contract-address", paramLabel = "ADDRESS", description = "ACL contract.")
    private @Nullable String aclContract;

    @Option(names = "--verifying-contract-address", paramLabel = "ADDRESS", description = "InputVerifier contract.")
    private @Nullable String verifyingContract;

    @Option(
            names = "--addresses",
            paramLabel = "FOLDER",
            description = "The deployment's folder of addresses: both contracts as in its files .env.acl and"
                    + " .env.inputverifier.")
    private @Nullable Path addresses;

    @Option(names = "--dry-run", description = "Change nothing, only say what would change.")
    private boolean dryRun;

    @Mixin
    private AuditOption audit;

    @Override
    public Integer call() {
        if (chainId == null && aclContract == null && verifyingContract == null && addresses == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "give --chain-id, --acl-contract-address, --verifying-contract-address or --addresses");
        }
        if (addresses != null && (aclContract != null || verifyingContract != null)) {
            throw new ParameterException(spec.commandLine(), "give contracts either by --addresses or one by one");
        }
        if (dryRun) {
            update(AuditTrail.none());
        } else {
            try (AuditTrail trail = audit.begin("tenant update")) {
                update(trail);
            }
        }
        return 0;
    }

    private void update(AuditTrail trail) {
        PrintWriter out = spec.commandLine().getOut();
        DatabaseUrl url = database.require();
        trail.concerns(tenant.id());
        try (Database open = CommandDatabase.open(url)) {
            TenantRepository tenants = new TenantRepository(open);
            TenantRecord before = tenants.find(tenant.id()).orElseThrow(tenant::unknown);
            ChainId chain = chainId == null ? before.chainId() : TenantInsertion.chainId(chainId);
            String acl = address(AddressFile.ACL, "--acl-contract-address", aclContract, before.aclContractAddress());
            String verifier = address(
                    AddressFile.INPUT_VERIFIER,
                    "--verifying-contract-address",
                    verifyingContract,
                    before.verifyingContractAddress());
            Map<String, String> changes = changes(before, chain, acl, verifier);
            if (changes.isEmpty()) {
                throw new CommandFailure("tenant " + tenant + " has this chain and these contracts already");
            }
            changes.forEach((what, change) -> out.println(what + ": " + change));
            if (dryRun) {
                return;
            }
            if (!tenants.replaceContracts(tenant.id(), chain, acl, verifier)) {
                throw tenant.unknown();
            }
        }
        trail.succeeded(tenant.id());
        out.println("updated tenant " + tenant + "; servers and workers follow within a minute");
        TenantInsertion.warning(url, tenant.id()).ifPresent(warning -> out.println("Warning: " + warning));
    }

    /** The address from the folder, the flag, or as it is. */
    private String address(AddressFile file, String flag, @Nullable String given, String present) {
        if (addresses != null) {
            return file.read(addresses).checksummed();
        }
        return given == null ? present : TenantInsertion.address(flag, given).checksummed();
    }

    private static Map<String, String> changes(TenantRecord before, ChainId chain, String acl, String verifier) {
        Map<String, String> changes = new LinkedHashMap<>();
        compare(changes, "chain", before.chainId().toString(), chain.toString());
        compare(changes, "ACL contract", before.aclContractAddress(), acl);
        compare(changes, "InputVerifier contract", before.verifyingContractAddress(), verifier);
        return changes;
    }

    private static void compare(Map<String, String> changes, String what, String before, String after) {
        if (!before.equals(after)) {
            changes.put(what, before + " becomes " + after);
        }
    }
}
