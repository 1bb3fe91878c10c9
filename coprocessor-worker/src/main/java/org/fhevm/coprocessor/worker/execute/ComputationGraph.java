package org.fhevm.coprocessor.worker.execute;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.worker.claim.ClaimedComputation;
import org.fhevm.coprocessor.worker.claim.TenantRoom.Allowance;
import org.fhevm.coprocessor.worker.execute.InFlightCounts.Counts;
import org.fhevm.coprocessor.worker.execute.InFlightLimits.Load;
import org.fhevm.coprocessor.worker.plan.CriticalPath;
import org.fhevm.coprocessor.worker.plan.QueuedComputation;
import org.fhevm.coprocessor.worker.queue.Lease;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.FheValue;

/**
 * The computations in flight and their dependencies: which can start next, and what a value or a failure means for
 * consumers. Bookkeeping only, under one lock; it runs no computations. Thread-safe.
 *
 * <p>A computation stays here until its outcome is acknowledged by the database, so that its value can be found here or
 * there at every moment.
 */
final class ComputationGraph {
    private final GraphLock lock = new GraphLock();
    private final Map<TenantHandle, Node> nodes = new HashMap<>();
    private final InFlightLimits limits;
    private final StartQueue queue;
    private final InFlightCounts counts = new InFlightCounts(lock);
    private final MemoryLedger memory;
    private final Runnable capacityFreed;
    /** Tenants for which room is awaited, with their parts. */
    private Map<TenantId, Double> awaitingRoom = Map.of();

    private long claims;

    /**
     * @param capacityFreed told when there is room again for a tenant of {@link #isFullFor}, and of an awaited release
     *     of memory; must not block
     */
    ComputationGraph(InFlightLimits limits, Runnable capacityFreed) {
        this.limits = limits;
        this.capacityFreed = capacityFreed;
        this.queue = new StartQueue(lock, limits);
        this.memory = new MemoryLedger(lock, capacityFreed);
    }

    /** Adds claimed computations, producers before consumers. The caller then prepares each batch. */
    List<TenantBatch> add(List<ClaimedComputation> claimed) {
        CriticalPath path = new CriticalPath(
                claimed.stream().map(ClaimedComputation::computation).toList());
        return lock.call(() -> {
            long claimNumber = claims++;
            Map<TenantId, TenantBatch> batches = new LinkedHashMap<>();
            for (ClaimedComputation claim : claimed) {
                QueuedComputation computation = claim.computation();
                TenantBatch batch =
                        batches.computeIfAbsent(computation.tenant(), tenant -> new TenantBatch(lock, tenant));
                add(new Node(lock, counts, claim, batch, claimNumber, path.length(computation)));
            }
            return List.copyOf(batches.values());
        });
    }

    private void add(Node node) {
        node.batch().add(node);
        memory.hold(node);
        Node earlier = nodes.put(node.computation().output(), node);
        if (earlier != null) {
            earlier.leave();
            acknowledge(earlier);
        }
        node.enter();
        connect(node);
    }

    private void connect(Node node) {
        for (Handle input : node.computation().inputs()) {
            Node producer = nodes.get(node.computation().qualified(input));
            if (producer == null || producer.hasEnded()) {
                // Another worker may also have stored the value of a computation that has just ended here.
                node.batch().needs(input);
            } else {
                node.connect(input, producer);
            }
        }
    }

    /** The batch's keys have to be loaded, which takes long: until then its computations do not count as load. */
    void beginLoadingKeys(TenantBatch batch) {
        lock.run(() -> {
            batch.beginLoadingKeys();
            lessIsInFlight();
        });
    }

    void endLoadingKeys(TenantBatch batch) {
        lock.run(batch::endLoadingKeys);
    }

    /**
     * Lets the computations of a batch start, now that its keys and stored inputs are in memory.
     *
     * @return computations that cannot start, because a stored input was not found; they have ended, with their
     *     consumers
     */
    List<Node> prepared(TenantBatch batch, TenantKeyCache.Pin keys) {
        return lock.call(() -> {
            batch.receiveKeys(keys);
            List<Node> all = batch.endPreparing();
            lessIsInFlight();
            List<Node> ended = new ArrayList<>();
            for (Node node : all) {
                if (node.isWaiting() && !node.hasAllInputs()) {
                    ended.addAll(endWithConsumers(node));
                } else if (node.isWaiting()) {
                    arrived(node);
                }
            }
            return ended;
        });
    }

    private void arrived(Node node) {
        if (node.arrived()) {
            queue.add(node);
        }
    }

    /**
     * Ends the computations of a batch that could not be prepared.
     *
     * @return all that ended now, with their consumers
     */
    List<Node> notPrepared(TenantBatch batch) {
        return lock.call(() -> {
            List<Node> all = batch.endPreparing();
            lessIsInFlight();
            List<Node> ended = new ArrayList<>();
            all.forEach(node -> ended.addAll(endWithConsumers(node)));
            return ended;
        });
    }

    /** Starts the next computation, if one may start; the caller runs it. */
    Optional<Node> startNext() {
        return lock.call(queue::startNext);
    }

    /** Publishes the value of a running computation to its consumers. */
    void computed(Node node, FheValue value) {
        lock.run(() -> {
            boolean ran = node.isRunning();
            node.complete(value).forEach(queue::add);
            if (ran) {
                stoppedRunning(node);
            }
            releaseInputs(node);
        });
    }

    /**
     * The value of an input of a running computation.
     *
     * @param evaluator the one of the computation
     */
    FheValue value(Node consumer, Handle input, FheEvaluator evaluator) throws UncomputableException {
        Optional<FheValue> produced = lock.call(() -> consumer.producer(input).map(Node::value));
        return produced.isPresent() ? produced.get() : consumer.batch().value(input, evaluator);
    }

    /** A computed value has been compressed: the computation no longer needs the keys. */
    void finishedWithKeys(Node node) {
        lock.run(() -> node.batch().finishedOne());
    }

    /**
     * Ends a computation without a value, and its direct and indirect consumers in flight with it.
     *
     * @return all that ended now, the computation itself first; empty if it had ended before
     */
    List<Node> end(Node node) {
        return lock.call(() -> endWithConsumers(node));
    }

    /** Ends all computations that have not started. */
    List<Node> endWaiting() {
        return lock.call(() -> {
            List<Node> ended = new ArrayList<>();
            for (Node node : List.copyOf(nodes.values())) {
                if (node.isWaiting()) {
                    ended.addAll(endWithConsumers(node));
                }
            }
            return ended;
        });
    }

    private List<Node> endWithConsumers(Node first) {
        List<Node> ended = new ArrayList<>();
        Deque<Node> open = new ArrayDeque<>(List.of(first));
        while (!open.isEmpty()) {
            Node node = open.remove();
            if (!node.hasEnded()) {
                boolean ran = node.isRunning();
                open.addAll(node.end());
                queue.remove(node);
                if (ran) {
                    stoppedRunning(node);
                }
                node.batch().finishedOne();
                ended.add(node);
                releaseInputs(node);
            }
        }
        return ended;
    }

    private void stoppedRunning(Node node) {
        queue.stopped(node.tenant());
        lessIsInFlight();
    }

    private void releaseInputs(Node node) {
        node.releaseInputs().forEach(this::releaseMemoryIfDone);
    }

    /** Removes a computation whose outcome is acknowledged, unless it was leased again since. */
    void remove(Lease lease) {
        lock.run(() -> {
            Node node = nodes.get(lease.output());
            if (node != null && node.lease().epoch() == lease.epoch()) {
                nodes.remove(lease.output());
                node.leave();
                acknowledge(node);
                lessIsInFlight();
            }
        });
    }

    private void acknowledge(Node node) {
        node.acknowledge();
        releaseMemoryIfDone(node);
    }

    private void releaseMemoryIfDone(Node node) {
        if (node.isDone()) {
            memory.release(node);
            lessIsInFlight();
        }
    }

    /** Whether this value is being computed here, or was and is on its way to the database. */
    boolean isInFlight(TenantHandle output) {
        return lock.call(() -> {
            Node node = nodes.get(output);
            return node != null && !node.hasEnded();
        });
    }

    int size() {
        return lock.call(nodes::size);
    }

    /** Memory that computations in flight hold. */
    long usedBytes() {
        return lock.call(memory::used);
    }

    /** Memory that is free for some tenant at least. */
    long freeBytes() {
        return lock.call(() -> limits.freeBytes(load()));
    }

    /** See {@link MemoryLedger#releases}. */
    long releases() {
        return lock.call(memory::releases);
    }

    /** See {@link MemoryLedger#awaitRelease}. */
    void awaitRelease(long seen) {
        lock.run(() -> memory.awaitRelease(seen));
    }

    /** How much more of a tenant may be added. */
    Allowance room(TenantId tenant, double part) {
        return lock.call(() -> limits.allowance(part, loadOf(tenant), load()));
    }

    /** Whether none of these tenants has room. If so, the listener is told once when one of them has. */
    boolean isFullFor(Map<TenantId, Double> tenants) {
        return lock.call(() -> {
            awaitingRoom = hasRoom(tenants) ? Map.of() : tenants;
            return !awaitingRoom.isEmpty();
        });
    }

    /**
     * Waits until there is room for a tenant that has nothing in flight.
     *
     * @return whether there was room in time
     */
    boolean awaitRoom(Duration longest) throws InterruptedException {
        return lock.await(() -> limits.hasRoom(load()), longest);
    }

    /**
     * Waits until nothing is in flight.
     *
     * @return whether that happened in time
     */
    boolean awaitEmpty(Duration longest) throws InterruptedException {
        return lock.await(nodes::isEmpty, longest);
    }

    private void lessIsInFlight() {
        lock.signalChange();
        if (!awaitingRoom.isEmpty() && hasRoom(awaitingRoom)) {
            awaitingRoom = Map.of();
            capacityFreed.run();
        }
    }

    private boolean hasRoom(Map<TenantId, Double> tenants) {
        return tenants.entrySet().stream()
                .anyMatch(tenant -> !room(tenant.getKey(), tenant.getValue()).isNone());
    }

    private Load load() {
        return load(counts.all(), memory.used(), memory.largest());
    }

    private Load loadOf(TenantId tenant) {
        long bytes = memory.usedBy(tenant);
        return load(counts.of(tenant), bytes, bytes);
    }

    private static Load load(Counts counted, long bytes, long largestBytes) {
        return new Load(counted.computable(), counted.inFlight(), bytes, largestBytes);
    }
}
