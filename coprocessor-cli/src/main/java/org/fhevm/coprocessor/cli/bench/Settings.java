package org.fhevm.coprocessor.cli.bench;

import java.time.Duration;
import java.util.List;

/**
 * What is measured, and how.
 *
 * @param threads FHE threads
 * @param measure how long each measure lasts at least
 */
record Settings(int threads, Duration measure, List<OperationCase> cases) {
    Settings {
        cases = List.copyOf(cases);
    }
}
