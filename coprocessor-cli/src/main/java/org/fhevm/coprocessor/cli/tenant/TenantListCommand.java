package org.fhevm.coprocessor.cli.tenant;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.tenant.repository.TenantState;
import org.fhevm.coprocessor.cli.tenant.repository.TenantStates;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.tenant.KeyPart;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;
import org.fhevm.coprocessor.common.tenant.TenantRecord;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists tenants with their states and the sizes of their keys, without API keys.")
final class TenantListCommand implements Callable<Integer> {
    private static final String ROW = "%6s  %10s  %-42s  %-42s  %11s  %11s  %11s  %s%n";

    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Database open = CommandDatabase.open(database.require())) {
            TenantRepository tenants = new TenantRepository(open);
            out.printf(
                    ROW,
                    "tenant",
                    "chain",
                    "ACL contract",
                    "InputVerifier contract",
                    "server key",
                    "public key",
                    "CRS",
                    "state");
            Map<TenantId, TenantState> states = new TenantStates(open).all();
            for (TenantRecord tenant : tenants.all()) {
                tenants.withKeys(tenant.id(), (row, keys) -> {
                    print(out, row, keys, states.get(tenant.id()));
                    return row;
                });
            }
        }
        return 0;
    }

    /** @param state null for a tenant that was added meanwhile */
    private static void print(PrintWriter out, TenantRecord row, StoredKeySet keys, @Nullable TenantState state)
            throws IOException {
        out.printf(
                Locale.ROOT,
                ROW,
                row.id(),
                row.chainId(),
                row.aclContractAddress(),
                row.verifyingContractAddress(),
                size(keys.size(KeyPart.SERVER)),
                size(keys.size(KeyPart.PUBLIC)),
                size(keys.size(KeyPart.PUBLIC_PARAMETERS)),
                state == null ? "" : state.word());
    }

    private static String size(long bytes) {
        return bytes == 0 ? "none" : String.format(Locale.ROOT, "%,d", bytes);
    }
}
