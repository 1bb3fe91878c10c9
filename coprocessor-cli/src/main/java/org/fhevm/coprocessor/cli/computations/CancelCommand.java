package org.fhevm.coprocessor.cli.computations;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.computations.repository.Cancellation;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch;
import org.fhevm.coprocessor.cli.computations.repository.Progress;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = "Marks pending computations, and those that depend on them, as failed with the reason \""
                + Cancellation.REASON + "\". Leaves alone what is done and what a worker computes. If it was"
                + " interrupted, repeat it. computations retry puts them back.")
final class CancelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "HANDLE", description = "Handles of pending results, in hexadecimal.")
    private List<String> handles = List.of();

    @Mixin
    private ChangeOptions options;

    @Override
    public Integer call() {
        options.perform("computations cancel", this::cancel);
        return 0;
    }

    private void cancel(AuditTrail trail) {
        List<Handle> wanted =
                handles.stream().map(HandleArguments::handle).distinct().toList();
        try (Database open = options.open()) {
            TenantId owner = HandleArguments.tenantOf(wanted.getFirst(), options.tenant(), open);
            trail.concerns(owner);
            List<Handle> before = cancelledBefore(new ComputationSearch(open), owner, wanted);
            List<Handle> pending = new ArrayList<>(wanted);
            pending.removeAll(before);
            Cancellation.Outcome outcome = new Cancellation(open, owner, options.isDryRun()).cancel(pending, before);
            trail.succeeded(owner, outcome.cancelled(), wanted);
            report(outcome, owner);
        }
    }

    private void report(Cancellation.Outcome outcome, TenantId owner) {
        PrintWriter out = spec.commandLine().getOut();
        int count = outcome.cancelled();
        out.println((options.isDryRun() ? "would cancel " : "cancelled ") + (outcome.isComplete() ? "" : "at least ")
                + count + (count == 1 ? " computation" : " computations") + " of tenant " + owner);
        if (outcome.leased() > 0) {
            out.println(
                    outcome.leased() + " more that depend on them are being computed or have ended by now, and stay");
        }
    }

    /**
     * Those of the computations that were cancelled before, perhaps by a command that was interrupted.
     *
     * @throws CommandFailure if another one is not pending
     */
    private static List<Handle> cancelledBefore(ComputationSearch search, TenantId owner, List<Handle> wanted) {
        List<Handle> before = new ArrayList<>();
        HandleArguments.progress(search, owner, wanted).forEach((handle, progress) -> {
            boolean isPending = progress instanceof Progress.Ready
                    || progress instanceof Progress.Waiting
                    || progress instanceof Progress.Postponed;
            if (progress instanceof Progress.Failed failed
                    && failed.root() == null
                    && failed.reason().equals(Cancellation.REASON)) {
                before.add(handle);
            } else if (!isPending) {
                throw new CommandFailure(handle.hex() + " cannot be cancelled: it is " + Descriptions.state(progress));
            }
        });
        return before;
    }
}
