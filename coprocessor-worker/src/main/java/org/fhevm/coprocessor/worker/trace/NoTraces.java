package org.fhevm.coprocessor.worker.trace;

import java.time.Duration;
import java.util.List;
import org.fhevm.coprocessor.worker.claim.ClaimedComputation;
import org.fhevm.coprocessor.worker.complete.Outcome;
import org.fhevm.coprocessor.worker.queue.Lease;

/** Of a worker that does not trace. */
final class NoTraces implements ComputationTraces {
    @Override
    public void claimed(List<ClaimedComputation> computations, Duration took) {}

    @Override
    public Step begin(Lease lease, Stage stage) {
        return Step.NONE;
    }

    @Override
    public void ended(Outcome outcome) {}

    @Override
    public void acknowledged(Lease lease, boolean written) {}

    @Override
    public void close() {}
}
