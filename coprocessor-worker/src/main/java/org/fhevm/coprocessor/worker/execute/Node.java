package org.fhevm.coprocessor.worker.execute;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.claim.ClaimedComputation;
import org.fhevm.coprocessor.worker.plan.CriticalPath;
import org.fhevm.coprocessor.worker.plan.QueuedComputation;
import org.fhevm.coprocessor.worker.queue.Lease;
import org.fhevm.tfhe.operation.FheValue;
import org.jspecify.annotations.Nullable;

/** A computation in flight: its state, and its edges in the graph. The graph's lock guards both. */
final class Node {
    /** Older claims first; within a claim the longest chain behind it first; then the order of the queue. */
    static final Comparator<Node> OLDEST_FIRST = Comparator.<Node>comparingLong(node -> node.claimNumber)
            .thenComparing(
                    Comparator.<Node>comparingInt(node -> node.criticalPath).reversed())
            .thenComparingLong(node -> node.submission);

    private final GraphLock lock;
    private final InFlightCounts counts;
    private final QueuedComputation computation;
    private final long submission;
    private final Lease lease;
    private final long bytes;
    private final TenantBatch batch;
    private final long claimNumber;
    private final int criticalPath;

    /** Inputs that were in flight when this node was added; the batch provides all others. */
    private final Map<Handle, Node> producers = new HashMap<>();

    /** Nodes that wait for the value. */
    private final List<Node> consumers = new ArrayList<>();

    private State state = State.WAITING;

    /** Producers without a value yet, plus one until the batch is prepared. */
    private int missing = 1;

    private @Nullable FheValue value;

    /** Consumers in flight that still need the value, or might. */
    private int readers;

    private boolean isAcknowledged;

    private boolean isInFlight;
    private boolean isCountedInFlight;
    private boolean isCountedComputable;

    /**
     * @param counts told of every change, from {@link #enter} until {@link #leave}
     * @param claimNumber number of the claim, the oldest first
     * @param criticalPath rounds of the longest chain that begins with this computation
     */
    Node(
            GraphLock lock,
            InFlightCounts counts,
            ClaimedComputation claimed,
            TenantBatch batch,
            long claimNumber,
            int criticalPath) {
        this.lock = lock;
        this.counts = counts;
        this.computation = claimed.computation();
        this.submission = claimed.submission();
        this.lease = claimed.lease();
        this.bytes = claimed.bytes();
        this.batch = batch;
        this.claimNumber = claimNumber;
        this.criticalPath = criticalPath;
    }

    QueuedComputation computation() {
        return computation;
    }

    Lease lease() {
        return lease;
    }

    /** Memory that it takes until it is acknowledged and its value is no longer needed. */
    long bytes() {
        return bytes;
    }

    TenantBatch batch() {
        return batch;
    }

    /** Rounds of bootstraps that it takes itself. */
    int rounds() {
        return CriticalPath.rounds(computation);
    }

    /** Rounds of the longest chain that begins with it. */
    int criticalPath() {
        return criticalPath;
    }

    TenantId tenant() {
        return batch.tenant();
    }

    /** The computation is in flight from now on. */
    void enter() {
        lock.assertHeld();
        isInFlight = true;
        recount();
    }

    /** The computation is no longer in flight; its value may still be read. */
    void leave() {
        lock.assertHeld();
        isInFlight = false;
        recount();
    }

    /** Makes another node the producer of an input, and waits for its value if it has none yet. */
    void connect(Handle input, Node producer) {
        lock.assertHeld();
        producers.put(input, producer);
        producer.readers++;
        if (producer.state != State.COMPUTED) {
            producer.consumers.add(this);
            missing++;
            recount();
        }
    }

    /** The producer of an input; empty if the batch provides it. */
    Optional<Node> producer(Handle input) {
        lock.assertHeld();
        return Optional.ofNullable(producers.get(input));
    }

    /** Whether each input has a producer or is provided by the batch. */
    boolean hasAllInputs() {
        lock.assertHeld();
        return computation.inputs().stream().allMatch(input -> producers.containsKey(input) || batch.provides(input));
    }

    /**
     * One of the things that the node waits for has arrived: an input, or the preparation of its batch.
     *
     * @return whether the node can start now
     */
    boolean arrived() {
        lock.assertHeld();
        missing--;
        recount();
        return missing == 0 && state == State.WAITING;
    }

    void start() {
        lock.assertHeld();
        state = State.RUNNING;
        recount();
    }

    /**
     * Publishes the value.
     *
     * @return consumers that can start now
     */
    List<Node> complete(FheValue result) {
        lock.assertHeld();
        state = State.COMPUTED;
        recount();
        value = result;
        List<Node> startable = consumers.stream().filter(Node::arrived).toList();
        consumers.clear();
        return startable;
    }

    /** The value of a node that has been computed. */
    FheValue value() {
        lock.assertHeld();
        FheValue computed = value;
        if (computed == null) {
            throw new IllegalStateException("the value of " + this + " is needed before it is computed");
        }
        return computed;
    }

    /**
     * Ends the node without a value.
     *
     * @return consumers, which cannot have a value either
     */
    List<Node> end() {
        lock.assertHeld();
        state = State.ENDED;
        recount();
        List<Node> doomed = List.copyOf(consumers);
        consumers.clear();
        return doomed;
    }

    /**
     * Releases all inputs. Otherwise a value would keep everything that it was ever computed from in memory, back to
     * the first claim.
     *
     * @return the producers, whose values this node no longer needs
     */
    List<Node> releaseInputs() {
        lock.assertHeld();
        for (Handle input : computation.inputs()) {
            Node producer = producers.get(input);
            if (producer == null) {
                batch.needsNoMore(input);
            } else {
                producer.readers--;
            }
        }
        List<Node> released = List.copyOf(producers.values());
        producers.clear();
        return released;
    }

    /** The outcome is in the database, or will never be: only the value may still be needed. */
    void acknowledge() {
        lock.assertHeld();
        isAcknowledged = true;
    }

    /** Whether neither the outcome nor the value is needed any more. */
    boolean isDone() {
        lock.assertHeld();
        return isAcknowledged && readers == 0;
    }

    boolean isWaiting() {
        lock.assertHeld();
        return state == State.WAITING;
    }

    boolean isRunning() {
        lock.assertHeld();
        return state == State.RUNNING;
    }

    boolean hasEnded() {
        lock.assertHeld();
        return state == State.ENDED;
    }

    /** Whether it runs, can run, or is being prepared for it. */
    boolean isComputable() {
        lock.assertHeld();
        return state == State.RUNNING || (state == State.WAITING && (missing == 0 || !batch.isPrepared()));
    }

    /** Brings the counts up to date; called after every change of what they depend on. */
    void recount() {
        boolean inFlight = isInFlight && !batch.isLoadingKeys();
        boolean computable = inFlight && isComputable();
        if (inFlight != isCountedInFlight || computable != isCountedComputable) {
            counts.change(tenant(), change(isCountedInFlight, inFlight), change(isCountedComputable, computable));
            isCountedInFlight = inFlight;
            isCountedComputable = computable;
        }
    }

    private static int change(boolean before, boolean after) {
        return (after ? 1 : 0) - (before ? 1 : 0);
    }

    @Override
    public String toString() {
        return computation.output() + " (" + state + ")";
    }

    private enum State {
        /** Waits for inputs, for its tenant's keys, or until it may start. */
        WAITING,
        RUNNING,
        /** Has a value, which consumers can use while it is on its way to the database. */
        COMPUTED,
        /** Will have no value here. */
        ENDED
    }
}
