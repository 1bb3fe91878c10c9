package org.fhevm.coprocessor.worker.complete;

import java.time.Duration;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.worker.queue.FailureMarks;
import org.fhevm.coprocessor.worker.queue.Lease;
import org.fhevm.tfhe.operation.FheType;

/** The outcome of a computation that this worker claimed. */
public sealed interface Outcome {
    Lease lease();

    /**
     * It has a result.
     *
     * @param ciphertext as it is to be stored
     */
    record Computed(Lease lease, FheType type, Bytes ciphertext) implements Outcome {}

    /** It can never have a result. */
    record Failed(Lease lease, FailureMarks.Failure failure) implements Outcome {}

    /**
     * The infrastructure failed it (database, keys, memory); it returns to the queue and is tried again after a pause.
     */
    record Retried(Lease lease, Duration pause) implements Outcome {}

    /** It was not begun, for reasons that are not its own; it returns to the queue unchanged. */
    record Released(Lease lease) implements Outcome {}
}
