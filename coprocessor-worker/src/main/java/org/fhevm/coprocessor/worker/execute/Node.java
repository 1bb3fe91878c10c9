package org.fhevm.coprocessor.worker.execute;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.worker.claim.ClaimedComputation;
import org.fhevm.coprocessor.worker.plan.Computation;
import org.fhevm.coprocessor.worker.queue.Lease;
import org.fhevm.tfhe.operation.FheValue;
import org.jspecify.annotations.Nullable;

/** A computation in flight, with its place in the graph. Its mutable fields are guarded by the graph's lock. */
final class Node {
    /** Older claims first; within a claim the longest chain behind it first; then the order of the queue. */
    static final Comparator<Node> MOST_URGENT_FIRST = Comparator.<Node>comparingLong(node -> node.claimNumber)
            .thenComparing(
                    Comparator.<Node>comparingInt(node -> node.criticalPath).reversed())
            .thenComparingLong(node -> node.computation.submission());

    enum State {
        /** Waits for inputs, for its tenant's keys, or for its turn. */
        WAITING,
        RUNNING,
        /** Has a value; consumers can use it while it is on its way to the database. */
        COMPUTED,
        /** Will have no value here. */
        ENDED
    }

    final Computation computation;
    final Lease lease;
    final TenantBatch batch;
    final long claimNumber;
    final int criticalPath;

    /** Memory that it takes until it is acknowledged and its value is needed no more. */
    final long bytes;

    /** Inputs that were in flight when this node was added; all others are the batch's. */
    final Map<Handle, Node> producers = new HashMap<>();

    final List<Node> consumers = new ArrayList<>();
    State state = State.WAITING;

    /** Producers without a value yet, plus one until the batch is prepared. */
    int missing = 1;

    @Nullable
    FheValue value;

    /** Consumers in flight that still need the value, or might. */
    int readers;

    /** Nothing is left to do for it; its value may still be read. */
    boolean isAcknowledged;

    Node(ClaimedComputation claimed, TenantBatch batch, long claimNumber, int criticalPath) {
        this.computation = claimed.computation();
        this.lease = claimed.lease();
        this.bytes = claimed.bytes();
        this.batch = batch;
        this.claimNumber = claimNumber;
        this.criticalPath = criticalPath;
    }

    /** Whether it runs, can run, or is being prepared for it. */
    boolean isComputable() {
        return state == State.RUNNING || (state == State.WAITING && (missing == 0 || !batch.isPrepared));
    }

    @Override
    public String toString() {
        return computation.output() + " (" + state + ")";
    }
}
