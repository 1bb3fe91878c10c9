package org.fhevm.coprocessor.cli.computations;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.computations.repository.Cancellation;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch.Known;
import org.fhevm.coprocessor.cli.computations.repository.Progress;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = "Marks pending computations, and those that depend on them, as failed with the reason \""
                + Cancellation.REASON + "\". Leaves alone what is done and what a worker computes. computations retry"
                + " puts them back.")
final class CancelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Parameters(arity = "1..*", paramLabel = "HANDLE", description = "Handles of pending results, in hexadecimal.")
    private List<String> handles = List.of();

    @Option(
            names = "--tenant",
            paramLabel = "N",
            description = "Whose they are. Needed only where several tenants have them.")
    private @Nullable Integer tenant;

    @Option(names = "--dry-run", description = "Change nothing, only say how many it would be.")
    private boolean dryRun;

    @Mixin
    private AuditOption audit;

    @Override
    public Integer call() {
        if (dryRun) {
            cancel(AuditTrail.none());
        } else {
            try (AuditTrail trail = audit.begin("computations cancel")) {
                cancel(trail);
            }
        }
        return 0;
    }

    private void cancel(AuditTrail trail) {
        List<Handle> wanted =
                handles.stream().map(HandleArguments::handle).distinct().toList();
        try (Database open = CommandDatabase.open(database.require())) {
            TenantId owner = HandleArguments.tenantOf(wanted.getFirst(), tenant, open);
            trail.concerns(owner);
            requirePending(new ComputationSearch(open), owner, wanted);
            Cancellation.Outcome outcome = new Cancellation(open, owner, dryRun).cancel(wanted);
            trail.succeeded(owner, outcome.cancelled(), wanted);
            report(outcome, owner);
        }
    }

    private void report(Cancellation.Outcome outcome, TenantId owner) {
        PrintWriter out = spec.commandLine().getOut();
        int count = outcome.cancelled();
        out.println((dryRun ? "would cancel " : "cancelled ") + count + (count == 1 ? " computation" : " computations")
                + " of tenant " + owner);
        if (outcome.leased() > 0) {
            out.println(
                    outcome.leased() + " more that depend on them are being computed or have ended by now, and stay");
        }
    }

    private static void requirePending(ComputationSearch search, TenantId owner, List<Handle> wanted) {
        Map<Handle, Known> found = search.find(owner, wanted);
        for (Handle handle : wanted) {
            Progress progress = Objects.requireNonNull(found.get(handle))
                    .computation()
                    .orElseThrow(() -> new CommandFailure(
                            "tenant " + owner + " has no computation with the result " + handle.hex()))
                    .progress();
            boolean isPending = progress instanceof Progress.Ready
                    || progress instanceof Progress.Waiting
                    || progress instanceof Progress.Postponed;
            if (!isPending) {
                throw new CommandFailure(handle.hex() + " cannot be cancelled: it is " + Descriptions.state(progress));
            }
        }
    }
}
