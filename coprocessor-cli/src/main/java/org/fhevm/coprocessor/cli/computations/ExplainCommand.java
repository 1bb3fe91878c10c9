package org.fhevm.coprocessor.cli.computations;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch.Known;
import org.fhevm.coprocessor.cli.computations.repository.StoredComputation;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
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
    /** Beyond these the picture is no help; the causes below it are complete all the same. */
    private static final int MOST_LINES = 100;

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

    @Override
    public Integer call() {
        if (depth < 1 || depth > LARGEST_DEPTH) {
            throw new ParameterException(spec.commandLine(), "--depth is 1 to " + LARGEST_DEPTH + ", not " + depth);
        }
        Handle start = HandleArguments.handle(handle);
        try (Database open = CommandDatabase.open(database.require())) {
            TenantId owner = HandleArguments.tenantOf(start, tenant, open);
            ComputationSearch search = new ComputationSearch(open);
            Lineage lineage = Lineage.of(search, owner, start, depth);
            explain(owner, lineage, new Causes(lineage, search.liveWorkers()).found());
        }
        return 0;
    }

    private void explain(TenantId owner, Lineage lineage, Map<Handle, String> causes) {
        PrintWriter out = spec.commandLine().getOut();
        Known start = Objects.requireNonNull(lineage.known().get(lineage.start()));
        if (!start.stored() && start.computation().isEmpty()) {
            throw new CommandFailure("tenant " + owner + " has no computation or ciphertext of the name "
                    + start.handle().hex());
        }
        out.println("tenant " + owner);
        new Picture(out, lineage).draw(start.handle(), 0);
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
        if (!lineage.isWhole()) {
            out.println("  There is more than was looked at: " + lineage.known().size() + " values within --depth "
                    + depth + ".");
        } else if (causes.isEmpty()) {
            out.println("  These computations wait for one another in a circle; none of them can ever run.");
        }
    }

    /** The lineage as a tree; what is met again is not drawn again. */
    private static final class Picture {
        private final PrintWriter out;
        private final Lineage lineage;
        private final Set<Handle> drawn = new HashSet<>();

        Picture(PrintWriter out, Lineage lineage) {
            this.out = out;
            this.lineage = lineage;
        }

        void draw(Handle handle, int level) {
            Known value = lineage.known().get(handle);
            String indented = "  ".repeat(level) + handle.hex() + "  ";
            if (value == null) {
                out.println(indented + "not looked at");
                return;
            }
            List<Handle> needed = Lineage.needed(value);
            boolean again = !drawn.add(handle) && !needed.isEmpty();
            out.println(indented + description(value) + (again ? " (see above)" : ""));
            if (again) {
                return;
            }
            for (Handle input : needed) {
                if (drawn.size() == MOST_LINES) {
                    out.println("  ".repeat(level + 1) + "…");
                    return;
                }
                draw(input, level + 1);
            }
        }

        private static String description(Known value) {
            String stored = value.stored() ? "stored" : "unknown";
            return value.computation()
                    .map(computation ->
                            Wording.operation(computation) + ", " + (value.stored() ? stored : progress(computation)))
                    .orElse(stored);
        }

        private static String progress(StoredComputation computation) {
            return Wording.state(computation.progress()) + ", submitted " + Wording.time(computation.age()) + " ago"
                    + (computation.attempts() == 0 ? "" : ", attempts: " + computation.attempts())
                    + (computation.lostLeases() == 0 ? "" : ", workers lost with it: " + computation.lostLeases());
        }
    }
}
