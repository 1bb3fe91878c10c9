package org.fhevm.coprocessor.cli.tenant;

import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.tenant.repository.TenantStates;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.OutputOption;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows a tenant: state, chain, contracts, keys with their SHA-256, credentials, rate limits and"
                + " backlog. Reads its keys for that, which takes some seconds. Numbers are counted up to 10000.")
final class TenantShowCommand implements Callable<Integer> {
    private static final String LINE = "%-24s %s%n";

    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Parameters(arity = "0..1", paramLabel = "TENANT", description = "The tenant's number; tenant list shows it.")
    private @Nullable Integer number;

    @Option(names = "--chain-id", paramLabel = "ID", description = "The only tenant of this chain, instead.")
    private @Nullable Long chainId;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        if ((number == null) == (chainId == null)) {
            throw new ParameterException(spec.commandLine(), "give either the tenant's number or --chain-id");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Database open = CommandDatabase.open(database.require())) {
            TenantDetails details = TenantDetails.of(open, tenant(new TenantStates(open)));
            if (output.isJson()) {
                output.print(out, TenantAnswer.of(details));
            } else {
                details.lines().forEach((name, value) -> out.printf(LINE, name, value));
            }
        }
        return 0;
    }

    private TenantId tenant(TenantStates states) {
        if (number != null) {
            return new TenantId(number);
        }
        long chain = Objects.requireNonNull(chainId);
        List<TenantId> found = states.onChain(TenantInsertion.chainId(chain));
        return switch (found.size()) {
            case 0 -> throw new CommandFailure("there is no tenant of chain " + chain);
            case 1 -> found.getFirst();
            default ->
                throw new CommandFailure("chain " + chain + " has the tenants "
                        + found.stream().map(TenantId::toString).collect(Collectors.joining(", "))
                        + "; say which one by its number");
        };
    }
}
