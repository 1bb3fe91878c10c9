package org.fhevm.coprocessor.cli.computations.repository;

import java.time.Duration;
import java.util.Optional;
import org.fhevm.coprocessor.common.id.Handle;

/** How far a computation has come. */
public sealed interface Progress {

    /** Its result is stored. */
    record Done() implements Progress {}

    /**
     * It never runs again by itself.
     *
     * @param root the computation in which the failure began, if it is another one
     */
    record Failed(String reason, Optional<Handle> root) implements Progress {}

    /**
     * A worker has it.
     *
     * @param worker host and process
     * @param remaining for how long the lease holds if the worker falls silent now
     */
    record Leased(String worker, Duration remaining) implements Progress {}

    /**
     * It is known to wait for this input, and perhaps for others.
     *
     * @param unknown if nobody has uploaded the input or asked for its computation, and only a time is left for that
     */
    record Waiting(Handle input, Optional<Unknown> unknown) implements Progress {}

    /**
     * An input that was unknown when a computation on it was accepted.
     *
     * @param since how long the computation has waited
     * @param remaining after this time it fails
     */
    record Unknown(Duration since, Duration remaining) {}

    /** The surroundings failed it; it is tried again after this time. */
    record Postponed(Duration remaining) implements Progress {}

    /** A worker may take it; whether all inputs exist is not known before one looks. */
    record Ready() implements Progress {}

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
}
