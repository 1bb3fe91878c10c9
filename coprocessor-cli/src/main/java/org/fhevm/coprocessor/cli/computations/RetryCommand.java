package org.fhevm.coprocessor.cli.computations;

import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch;
import org.fhevm.coprocessor.cli.computations.repository.FailureReset;
import org.fhevm.coprocessor.cli.computations.repository.Progress;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
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

    @Parameters(arity = "0..*", paramLabel = "HANDLE", description = "Handles of failed results, in hexadecimal.")
    private List<String> handles = List.of();

    @Option(names = "--all-errors", description = "All failed computations of the tenant.")
    private boolean allErrors;

    @Mixin
    private ChangeOptions options;

    @Override
    public Integer call() {
        if (allErrors == !handles.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "give either handles, or --tenant together with --all-errors");
        }
        if (allErrors && options.tenant() == null) {
            throw new ParameterException(spec.commandLine(), "--all-errors needs --tenant");
        }
        options.perform("computations retry", this::retry);
        return 0;
    }

    private void retry(AuditTrail trail) {
        List<Handle> wanted = handles.stream().map(HandleArguments::handle).toList();
        try (Database open = options.open()) {
            if (allErrors) {
                TenantId owner = HandleArguments.tenant(options.tenant(), open).orElseThrow();
                trail.concerns(owner);
                report(retryAll(owner, new FailureReset(open)), owner, trail, wanted);
            } else {
                TenantId owner = HandleArguments.tenantOf(wanted.getFirst(), options.tenant(), open);
                trail.concerns(owner);
                requireRetriable(new ComputationSearch(open), owner, wanted);
                report(retry(owner, wanted, new FailureReset(open)), owner, trail, wanted);
            }
        }
    }

    private int retryAll(TenantId owner, FailureReset reset) {
        return options.isDryRun() ? reset.countAll(owner) : reset.resetAll(owner);
    }

    private int retry(TenantId owner, List<Handle> wanted, FailureReset reset) {
        return options.isDryRun() ? reset.count(owner, wanted) : reset.reset(owner, wanted);
    }

    private void report(int count, TenantId owner, AuditTrail trail, List<Handle> wanted) {
        trail.succeeded(owner, count, wanted);
        String computations = count + (count == 1 ? " computation" : " computations") + " of tenant " + owner;
        spec.commandLine().getOut().println((options.isDryRun() ? "would put back " : "put back ") + computations);
    }

    private static void requireRetriable(ComputationSearch search, TenantId owner, List<Handle> wanted) {
        HandleArguments.progress(search, owner, wanted).forEach((handle, progress) -> {
            if (!(progress instanceof Progress.Failed failed)) {
                throw new CommandFailure(handle.hex() + " has not failed: it is " + Descriptions.state(progress));
            }
            Handle root = failed.root();
            // If the root was reset by other means, this mark is its only trace.
            if (root != null && !wanted.contains(root) && hasFailed(search, owner, root)) {
                throw new CommandFailure(handle.hex() + " failed only because " + root.hex()
                        + " did; retry that one, and this one is put back with it");
            }
        });
    }

    private static boolean hasFailed(ComputationSearch search, TenantId owner, Handle handle) {
        return search.find(owner, List.of(handle)).values().stream()
                .flatMap(known -> known.computation().stream())
                .anyMatch(computation -> computation.progress() instanceof Progress.Failed);
    }
}
