package org.fhevm.coprocessor.cli.computations.repository;

import java.time.Duration;
import org.fhevm.coprocessor.common.id.Handle;
import org.jspecify.annotations.Nullable;

/** The state of a computation. */
public sealed interface Progress {
    /** The word for it that {@code computations list --state} takes. */
    default String word() {
        return switch (this) {
            case Done done -> "done";
            case Failed failed -> "failed";
            case Leased leased -> "leased";
            case Waiting waiting -> "waiting";
            case Postponed postponed -> "waiting";
            case Ready ready -> "ready";
        };
    }

    /** Its result is stored. */
    record Done() implements Progress {}

    /**
     * It does not run again by itself.
     *
     * @param root the computation in which the failure began, if it is another one
     */
    record Failed(String reason, @Nullable Handle root) implements Progress {}

    /**
     * A worker holds it.
     *
     * @param worker host and process
     * @param remaining time until the lease expires if the worker no longer renews it
     */
    record Leased(String worker, Duration remaining) implements Progress {}

    /**
     * It waits for this input, and perhaps for others.
     *
     * @param unknown null unless the input has been neither uploaded nor scheduled, so that the wait has a deadline
     */
    record Waiting(Handle input, @Nullable Unknown unknown) implements Progress {}

    /**
     * An input that was unknown when a computation on it was accepted.
     *
     * @param since how long the computation has waited
     * @param remaining after this time it fails
     */
    record Unknown(Duration since, Duration remaining) {}

    /** The infrastructure failed it (database, keys, memory); a worker tries it again after this time. */
    record Postponed(Duration remaining) implements Progress {}

    /** A worker may take it; only the worker finds out whether all inputs exist. */
    record Ready() implements Progress {}
}
