package org.fhevm.coprocessor.cli.tenant;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.tenant.repository.TenantState;
import org.fhevm.coprocessor.cli.tenant.repository.TenantStates;
import org.fhevm.coprocessor.cli.terminal.OutputOption;
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

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Database open = CommandDatabase.open(database.require())) {
            TenantRepository tenants = new TenantRepository(open);
            Map<TenantId, TenantState> states = new TenantStates(open).all();
            List<TenantEntry> entries = new ArrayList<>();
            for (TenantRecord tenant : tenants.all()) {
                TenantState state = states.get(tenant.id());
                tenants.withKeys(tenant.id(), (row, keys) -> entries.add(TenantEntry.of(row, keys, state)));
            }
            if (output.isJson()) {
                output.print(out, entries);
            } else {
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
                entries.forEach(entry -> print(out, entry));
            }
        }
        return 0;
    }

    private static void print(PrintWriter out, TenantEntry entry) {
        out.printf(
                Locale.ROOT,
                ROW,
                entry.tenant(),
                entry.chainId(),
                entry.aclContract(),
                entry.inputVerifierContract(),
                size(entry.serverKeyBytes()),
                size(entry.publicKeyBytes()),
                size(entry.crsBytes()),
                entry.state());
    }

    private static String size(long bytes) {
        return bytes == 0 ? "none" : String.format(Locale.ROOT, "%,d", bytes);
    }

    /**
     * A tenant, with the sizes of its keys; 0 for one that it lacks.
     *
     * @param state as {@link TenantState#word} says it; empty for a tenant that was added meanwhile
     */
    private record TenantEntry(
            int tenant,
            long chainId,
            String aclContract,
            String inputVerifierContract,
            long serverKeyBytes,
            long publicKeyBytes,
            long crsBytes,
            String state) {
        static TenantEntry of(TenantRecord row, StoredKeySet keys, @Nullable TenantState state) throws IOException {
            return new TenantEntry(
                    row.id().value(),
                    row.chainId().value(),
                    row.aclContractAddress(),
                    row.verifyingContractAddress(),
                    keys.size(KeyPart.SERVER),
                    keys.size(KeyPart.PUBLIC),
                    keys.size(KeyPart.PUBLIC_PARAMETERS),
                    state == null ? "" : state.word());
        }
    }
}
