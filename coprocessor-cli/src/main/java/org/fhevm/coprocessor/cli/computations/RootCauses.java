package org.fhevm.coprocessor.cli.computations;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch.Known;
import org.fhevm.coprocessor.cli.computations.repository.Progress;
import org.fhevm.coprocessor.cli.computations.repository.StoredComputation;
import org.fhevm.coprocessor.common.id.Handle;
import org.jspecify.annotations.Nullable;

/** Finds the dependencies that all others wait for, and describes what blocks each of them. */
final class RootCauses {
    private final Dependencies dependencies;
    private final int liveWorkers;
    private final @Nullable String hold;

    /** @param hold why workers leave the tenant's computations alone; null if they do not */
    RootCauses(Dependencies dependencies, int liveWorkers, @Nullable String hold) {
        this.dependencies = dependencies;
        this.liveWorkers = liveWorkers;
        this.hold = hold;
    }

    /** A description for each root cause, the nearest first; empty if the computation is done. */
    Map<Handle, String> found() {
        Map<Handle, String> causes = new LinkedHashMap<>();
        dependencies
                .known()
                .values()
                .forEach(value -> cause(value).ifPresent(text -> causes.put(value.handle(), text)));
        return causes;
    }

    private Optional<String> cause(Known value) {
        if (value.stored()) {
            return Optional.empty();
        }
        return value.computation()
                .map(this::cause)
                .orElseGet(() -> Optional.of(
                        "unknown: neither uploaded nor scheduled for computation" + deadline(value.handle())));
    }

    /** The time until the first computation that waits for this input fails. */
    private String deadline(Handle input) {
        return dependencies.known().values().stream()
                .flatMap(known -> known.computation().stream())
                .flatMap(computation -> computation.progress() instanceof Progress.Waiting waiting
                                && waiting.input().equals(input)
                        ? Stream.ofNullable(waiting.unknown())
                        : Stream.empty())
                .map(Progress.Unknown::remaining)
                .min(Comparator.naturalOrder())
                .map(remaining -> "; without it, computations that wait for it fail in " + Descriptions.time(remaining))
                .orElse("");
    }

    private Optional<String> cause(StoredComputation computation) {
        return switch (computation.progress()) {
            case Progress.Done done -> Optional.of("marked as done, but its ciphertext is gone");
            case Progress.Failed(String reason, var root) -> failure(reason, root);
            case Progress.Leased leased -> Optional.of("being computed: " + Descriptions.detail(leased));
            case Progress.Postponed(Duration remaining) ->
                Optional.of("the workers' infrastructure failed it " + computation.attempts()
                        + " times; see the workers' logs; next attempt in " + Descriptions.time(remaining));
            case Progress.Waiting waiting -> missesNothing(computation) ? Optional.of(free()) : Optional.empty();
            case Progress.Ready ready -> missesNothing(computation) ? Optional.of(free()) : Optional.empty();
        };
    }

    private Optional<String> failure(String reason, @Nullable Handle root) {
        if (root == null) {
            return Optional.of("failed: " + reason);
        }
        return stillFails(root)
                ? Optional.empty()
                : Optional.of("failed because of " + root.hex() + ", which is no longer failed: retry this one");
    }

    /** A root beyond the limits of the search counts as failed. */
    private boolean stillFails(Handle root) {
        Known known = dependencies.known().get(root);
        return known == null
                || known.computation()
                        .map(computation -> computation.progress() instanceof Progress.Failed)
                        .orElse(false);
    }

    private boolean missesNothing(StoredComputation computation) {
        return computation.inputs().stream().allMatch(input -> {
            Known known = dependencies.known().get(input);
            return known != null && known.stored();
        });
    }

    private String free() {
        if (hold != null) {
            return "could be computed, but " + hold;
        }
        return liveWorkers == 0
                ? "could be computed, but no worker is alive"
                : "could be computed; it waits for one of " + liveWorkers
                        + " live workers, which pass over tenants whose keys are not in order (see coprocessor doctor)";
    }
}
