package org.fhevm.coprocessor.cli.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.fhevm.coprocessor.cli.computations.repository.StoredComputation;
import org.fhevm.coprocessor.cli.status.repository.Installation;
import org.jspecify.annotations.Nullable;

/**
 * What the status page shows: everything that is known at one moment.
 *
 * @param now the moment
 * @param program the process that serves the page
 * @param problems one line for each part that keeps the process from working; empty if it is ready
 * @param history samples of the last hour, the oldest first
 * @param computations times of the computations of this process
 * @param calls times of the calls of this process
 */
record StatusModel(
        Instant now,
        Program program,
        List<String> problems,
        List<Sample> history,
        List<OperationLatency> computations,
        List<OperationLatency> calls,
        Reading reading) {
    StatusModel {
        problems = List.copyOf(problems);
        history = List.copyOf(history);
        computations = List.copyOf(computations);
        calls = List.copyOf(calls);
    }

    /**
     * A process.
     *
     * @param uptime time since its start
     */
    record Program(String version, boolean hasServer, boolean hasWorker, Duration uptime) {}

    /** The result of reading the database. */
    sealed interface Reading {
        /** The last answer of the database; null if there was none. */
        default @Nullable Stored known() {
            return switch (this) {
                case Current(Stored stored) -> stored;
                case Outdated(String reason, var last) -> last;
            };
        }

        /** The database answered. */
        record Current(Stored stored) implements Reading {}

        /**
         * The database did not answer.
         *
         * @param reason in a few words
         * @param last what it answered the last time; null if it never did
         */
        record Outdated(String reason, @Nullable Stored last) implements Reading {}
    }

    /**
     * The content of the database at one moment.
     *
     * @param failures the latest computations that failed for good
     */
    record Stored(Instant at, Installation installation, List<StoredComputation> failures) {
        Stored {
            failures = List.copyOf(failures);
        }
    }
}
