package org.fhevm.coprocessor.cli.bench;

import java.time.Duration;
import java.util.List;
import org.fhevm.coprocessor.cli.contract.ContractCall;

/**
 * The measurements to run.
 *
 * @param threads FHE threads
 * @param measure least duration of each measurement
 */
record Settings(int threads, Duration measure, List<OperationCase> cases, List<ContractCall> calls) {
    Settings {
        cases = List.copyOf(cases);
        calls = List.copyOf(calls);
    }
}
