package org.fhevm.coprocessor.cli.computations;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch.Known;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.tenant.repository.HeldTenants;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.OutputOption;
import org.fhevm.coprocessor.common.id.Handle;
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
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Says why a computation is not done: its inputs, theirs, and so on up to what is missing, has"
                + " failed, or is being computed.")
final class ExplainCommand implements Callable<Integer> {
    private static final int LARGEST_DEPTH = 1000;
    private static final int MOST_CAUSES = 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Parameters(paramLabel = "HANDLE", description = "The handle of the result, in hexadecimal.")
    private String handle;

    @Option(
            names = "--tenant",
            paramLabel = "N",
            description = "Whose it is. Needed only where several tenants have this handle.")
    private @Nullable Integer tenant;

    @Option(
            names = "--depth",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many inputs of inputs to follow. Default: ${DEFAULT-VALUE}")
    private int depth;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        if (depth < 1 || depth > LARGEST_DEPTH) {
            throw new ParameterException(spec.commandLine(), "--depth is 1 to " + LARGEST_DEPTH + ", not " + depth);
        }
        Handle start = HandleArguments.handle(handle);
        try (Database open = CommandDatabase.open(database.require())) {
            TenantId owner = HandleArguments.tenantOf(start, tenant, open);
            ComputationSearch search = new ComputationSearch(open);
            Dependencies dependencies = Dependencies.of(search, owner, start, depth);
            explain(owner, dependencies, new RootCauses(dependencies, search.liveWorkers(), hold(owner, open)).found());
        }
        return 0;
    }

    /** Why workers leave the computations of a tenant alone, if they do. */
    private static @Nullable String hold(TenantId owner, Database open) {
        return HeldTenants.read(open).reason(owner).orElse(null);
    }

    private void explain(TenantId owner, Dependencies dependencies, Map<Handle, String> causes) {
        PrintWriter out = spec.commandLine().getOut();
        Known start = Objects.requireNonNull(dependencies.known().get(dependencies.start()));
        if (!start.stored() && start.computation().isEmpty()) {
            throw new CommandFailure("tenant " + owner + " has no computation or ciphertext of the name "
                    + start.handle().hex());
        }
        if (output.isJson()) {
            output.print(out, Explanation.of(owner, dependencies, causes));
            return;
        }
        out.println("tenant " + owner);
        new DependencyTree(out, dependencies).print();
        out.println();
        if (start.stored()) {
            out.println("It is done: its ciphertext is stored.");
            return;
        }
        out.println("Why it is not done:");
        causes.entrySet().stream()
                .limit(MOST_CAUSES)
                .forEach(cause -> out.println("  " + cause.getKey().hex() + "  " + cause.getValue()));
        if (causes.size() > MOST_CAUSES) {
            out.println("  and " + (causes.size() - MOST_CAUSES) + " more");
        }
        if (!dependencies.isWhole()) {
            out.println("  Not all dependencies were examined: "
                    + dependencies.known().size() + " values within --depth " + depth + ".");
        } else if (causes.isEmpty()) {
            out.println("  These computations wait for one another in a circle; none of them can ever run.");
        }
    }
}
