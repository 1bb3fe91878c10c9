package org.fhevm.coprocessor.cli.computations;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch;
import org.fhevm.coprocessor.cli.computations.repository.Progress;
import org.fhevm.coprocessor.cli.computations.repository.QueuePart;
import org.fhevm.coprocessor.cli.computations.repository.StoredComputation;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.naming.FheNames;
import org.fhevm.coprocessor.cli.tenant.repository.HeldTenants;
import org.fhevm.coprocessor.cli.terminal.OutputOption;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description =
                "Lists computations: without --state failed ones, the newest first, then unfinished ones, the oldest"
                        + " first. Each state is looked for in 10000 rows at most, so that the cost does not grow with the"
                        + " table.")
final class ListCommand implements Callable<Integer> {
    /** Handles on chain have 32 bytes. */
    private static final String ROW = "%6s  %-66s  %-15s  %-9s  %-7s  %6s  %8s  %s%n";

    private static final int LARGEST_LIMIT = 10_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Option(names = "--tenant", paramLabel = "N", description = "Only those of this tenant.")
    private @Nullable Integer tenant;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            converter = ListedState.Converter.class,
            description =
                    "Only those in this state: ready (a worker may take it), waiting (for an input, or for its next"
                            + " attempt), leased (a worker has it), pending (any of these), failed or error, done.")
    private @Nullable ListedState state;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "Most computations to list. Default: ${DEFAULT-VALUE}")
    private int limit;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        if (limit < 1 || limit > LARGEST_LIMIT) {
            throw new ParameterException(spec.commandLine(), "--limit is 1 to " + LARGEST_LIMIT + ", not " + limit);
        }
        try (Database open = CommandDatabase.open(database.require())) {
            Optional<TenantId> only = HandleArguments.tenant(tenant, open);
            List<StoredComputation> found = found(new ComputationSearch(open), only);
            print(found, holds(found, HeldTenants.read(open)));
        }
        return 0;
    }

    /** At most one more than the command shows, to tell whether there are more. */
    private List<StoredComputation> found(ComputationSearch search, Optional<TenantId> only) {
        List<StoredComputation> found = new ArrayList<>();
        for (QueuePart part : state == null ? ListedState.UNFINISHED : state.parts()) {
            int missing = limit + 1 - found.size();
            if (missing > 0) {
                found.addAll(search.list(part, only, missing));
            }
        }
        return found;
    }

    /** @param holds for each listed tenant whose computations workers leave alone, the reason */
    private void print(List<StoredComputation> found, List<String> holds) {
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            output.print(
                    out,
                    new Listing(
                            found.stream()
                                    .limit(limit)
                                    .map(ComputationEntry::of)
                                    .toList(),
                            found.size() > limit,
                            holds));
            return;
        }
        if (found.isEmpty()) {
            out.println("none");
            return;
        }
        out.printf(ROW, "tenant", "handle", "operation", "type", "state", "age", "attempts", "");
        found.stream().limit(limit).forEach(computation -> out.print(line(computation)));
        if (found.size() > limit) {
            out.println("There are more; --limit shows more than " + limit + ".");
        }
        holds.forEach(reason -> out.println("Note: " + reason + "."));
    }

    /** Why workers leave unfinished computations among those listed alone, once for each tenant. */
    private List<String> holds(List<StoredComputation> found, HeldTenants held) {
        return found.stream()
                .limit(limit)
                .filter(computation -> isUnfinished(computation.progress()))
                .map(computation -> computation.output().tenant())
                .distinct()
                .flatMap(owner -> held.reason(owner).stream())
                .toList();
    }

    private static boolean isUnfinished(Progress progress) {
        return switch (progress) {
            case Progress.Done done -> false;
            case Progress.Failed failed -> false;
            case Progress.Leased leased -> true;
            case Progress.Waiting waiting -> true;
            case Progress.Postponed postponed -> true;
            case Progress.Ready ready -> true;
        };
    }

    private static String line(StoredComputation computation) {
        return String.format(
                                Locale.ROOT,
                                ROW,
                                computation.output().tenant(),
                                computation.output().handle().hex(),
                                FheNames.operation(computation.operationCode()),
                                FheNames.type(computation.typeCode()),
                                computation.progress().word(),
                                Descriptions.time(computation.age()),
                                computation.attempts(),
                                Descriptions.detail(computation.progress()))
                        .stripTrailing()
                + System.lineSeparator();
    }

    /**
     * The answer for programs.
     *
     * @param more whether there are more than the limit
     * @param holds why workers leave some of them alone
     */
    private record Listing(List<ComputationEntry> computations, boolean more, List<String> holds) {}
}
