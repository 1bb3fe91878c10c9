package org.fhevm.coprocessor.cli.computations;

import org.fhevm.coprocessor.cli.computations.repository.StoredComputation;
import org.fhevm.coprocessor.cli.naming.FheNames;

/**
 * A computation in answers for programs.
 *
 * @param state as {@code computations list --state} calls it
 * @param detail the reason of a failure, the worker, or the input that it waits for; may be empty
 */
record ComputationEntry(
        int tenant,
        String handle,
        String operation,
        String type,
        String state,
        long ageSeconds,
        int attempts,
        int lostLeases,
        String detail) {
    static ComputationEntry of(StoredComputation computation) {
        return new ComputationEntry(
                computation.output().tenant().value(),
                computation.output().handle().hex(),
                FheNames.operation(computation.operationCode()),
                FheNames.type(computation.typeCode()),
                computation.progress().word(),
                computation.age().toSeconds(),
                computation.attempts(),
                computation.lostLeases(),
                Descriptions.detail(computation.progress()));
    }
}
