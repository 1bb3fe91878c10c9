package org.fhevm.coprocessor.cli.bench;

import java.time.Duration;
import java.util.List;

/**
 * The measurements to run.
 *
 * @param threads FHE threads
 * @param measure least duration of each measurement
 */
record Settings(int threads, Duration measure, List<OperationCase> cases) {
    Settings {
        cases = List.copyOf(cases);
    }
}
