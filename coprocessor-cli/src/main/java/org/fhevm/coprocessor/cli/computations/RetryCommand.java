package org.fhevm.coprocessor.cli.computations;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch.Known;
import org.fhevm.coprocessor.cli.computations.repository.FailureReset;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description =
                "Puts failed computations back into the queue, with those that failed because of them, and wakes the"
                        + " workers. What failed for a reason of its own fails again unless the reason is gone.")
final class RetryCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Parameters(arity = "0..*", paramLabel = "HANDLE", description = "Handles of failed results, in hexadecimal.")
    private List<String> handles = List.of();

    @Option(
            names = "--tenant",
            paramLabel = "N",
            description = "Whose they are. With handles needed only where several tenants have them.")
    private @Nullable Integer tenant;

    @Option(names = "--all-errors", description = "All failed computations of the tenant.")
    private boolean allErrors;

    @Option(names = "--dry-run", description = "Change nothing, only say how many it would be.")
    private boolean dryRun;

    @Mixin
    private AuditOption audit;

    @Override
    public Integer call() {
        if (allErrors == !handles.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "give either handles, or --tenant together with --all-errors");
        }
        if (allErrors && tenant == null) {
            throw new ParameterException(spec.commandLine(), "--all-errors needs --tenant");
        }
        if (dryRun) {
            retry(AuditTrail.none());
        } else {
            try (AuditTrail trail = audit.begin("computations retry")) {
                retry(trail);
            }
        }
        return 0;
    }

    private void retry(AuditTrail trail) {
        List<Handle> wanted = handles.stream().map(HandleArguments::handle).toList();
        try (Database open = CommandDatabase.open(database.require())) {
            if (allErrors) {
                TenantId owner = HandleArguments.tenant(tenant, open).orElseThrow();
                trail.concerns(owner);
                report(retryAll(owner, new FailureReset(open)), owner, trail, wanted);
            } else {
                TenantId owner = HandleArguments.tenantOf(wanted.getFirst(), tenant, open);
                trail.concerns(owner);
                requireRetriable(new ComputationSearch(open), owner, wanted);
                report(retry(owner, wanted, new FailureReset(open)), owner, trail, wanted);
            }
        }
    }

    private int retryAll(TenantId owner, FailureReset reset) {
        return dryRun ? reset.countAll(owner) : reset.resetAll(owner);
    }

    private int retry(TenantId owner, List<Handle> wanted, FailureReset reset) {
        return dryRun ? reset.count(owner, wanted) : reset.reset(owner, wanted);
    }

    private void report(int count, TenantId owner, AuditTrail trail, List<Handle> wanted) {
        trail.succeeded(owner, count, wanted);
        String computations = count + (count == 1 ? " computation" : " computations") + " of tenant " + owner;
        spec.commandLine().getOut().println(dryRun ? "would put back " + computations : "put back " + computations);
    }

    private static void requireRetriable(ComputationSearch search, TenantId owner, List<Handle> wanted) {
        Map<Handle, Known> found = search.find(owner, wanted);
        for (Handle handle : wanted) {
            Progress progress = Objects.requireNonNull(found.get(handle))
                    .computation()
                    .orElseThrow(() -> new CommandFailure(
                            "tenant " + owner + " has no computation with the result " + handle.hex()))
                    .progress();
            if (!(progress instanceof Progress.Failed failed)) {
                throw new CommandFailure(handle.hex() + " has not failed: it is " + Descriptions.state(progress));
            }
            Handle root = failed.root();
            // If the root was reset by other means, this mark is its only trace.
            if (root != null && !wanted.contains(root) && hasFailed(search, owner, root)) {
                throw new CommandFailure(handle.hex() + " failed only because " + root.hex()
                        + " did; retry that one, and this one is put back with it");
            }
        }
    }

    private static boolean hasFailed(ComputationSearch search, TenantId owner, Handle handle) {
        return search.find(owner, List.of(handle)).values().stream()
                .flatMap(known -> known.computation().stream())
                .anyMatch(computation -> computation.progress() instanceof Progress.Failed);
    }
}
