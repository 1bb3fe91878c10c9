package org.fhevm.coprocessor.worker.events;

import java.util.Optional;

/** Counts the work of a period, for one log line about all of it. Thread-safe. */
final class WorkSummary {
    private long claimed;
    private long stored;
    private long failed;

    synchronized void claimed(int computations) {
        claimed += computations;
    }

    synchronized void stored() {
        stored++;
    }

    synchronized void failed() {
        failed++;
    }

    /** Begins a new period, and returns the line about the one before; empty if nothing happened in it. */
    synchronized Optional<String> renew() {
        if (claimed + stored + failed == 0) {
            return Optional.empty();
        }
        String line = "computations since the last summary: %d claimed, %d stored, %d failed"
                .formatted(claimed, stored, failed);
        claimed = 0;
        stored = 0;
        failed = 0;
        return Optional.of(line);
    }
}
