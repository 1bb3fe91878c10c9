package org.fhevm.coprocessor.worker.execute;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.worker.claim.ClaimedComputation;
import org.fhevm.coprocessor.worker.claim.Lease;
import org.fhevm.coprocessor.worker.claim.TenantRoom.Allowance;
import org.fhevm.coprocessor.worker.execute.InFlightLimits.Load;
import org.fhevm.coprocessor.worker.plan.Computation;
import org.fhevm.coprocessor.worker.plan.CriticalPath;
import org.fhevm.tfhe.operation.FheValue;

/**
 * The computations in hand and how they hang together: what can start next, what a value or a failure means for others.
 * Only bookkeeping, under one lock; who computes is somebody else's business.
 *
 * <p>A computation stays here until its outcome is settled in the database, so that at every moment a value can be
 * found in one place or the other.
 */
final class ComputationGraph {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<TenantHandle, Node> nodes = new HashMap<>();
    /** What takes memory: {@link #nodes}, and those that are settled while their values are read. */
    private final Set<Node> heldInMemory = new HashSet<>();

    private final Map<TenantId, PriorityQueue<Node>> startable = new HashMap<>();
    private final Map<TenantId, Integer> running = new HashMap<>();
    private final InFlightLimits limits;
    private final Runnable roomWasMade;
    /** Tenants of which room is awaited, with their parts. */
    private Map<TenantId, Double> awaitingRoom = Map.of();
    /** Whether the listener is to be told when any memory is given back. */
    private boolean awaitingMemory;
    /** How often computations gave back their memory. */
    private long releases;

    private int allRunning;
    private long claims;

    /** @param roomWasMade told when there is room again for a tenant of {@link #isFullFor}; must not block */
    ComputationGraph(InFlightLimits limits, Runnable roomWasMade) {
        this.limits = limits;
        this.roomWasMade = roomWasMade;
    }

    /** Adds what was claimed, producers before consumers; each batch is then to be prepared. */
    List<TenantBatch> add(List<ClaimedComputation> claimed) {
        CriticalPath path = new CriticalPath(
                claimed.stream().map(ClaimedComputation::computation).toList());
        lock.lock();
        try {
            long claimNumber = claims++;
            Map<TenantId, TenantBatch> batches = new LinkedHashMap<>();
            for (ClaimedComputation claim : claimed) {
                Computation computation = claim.computation();
                TenantBatch batch = batches.computeIfAbsent(computation.tenant(), TenantBatch::new);
                Node node = new Node(claim, batch, claimNumber, path.length(computation));
                batch.add(node);
                heldInMemory.add(node);
                Node earlier = nodes.put(computation.output(), node);
                if (earlier != null) {
                    settle(earlier);
                }
                connect(node);
            }
            return List.copyOf(batches.values());
        } finally {
            lock.unlock();
        }
    }

    private void connect(Node node) {
        for (Handle input : node.computation.inputs()) {
            Node producer = nodes.get(node.computation.scoped(input));
            if (producer == null || producer.state == Node.State.ENDED) {
                // Also what has just ended here may be in the database, by another worker.
                node.batch.needs(input);
                continue;
            }
            node.producers.put(input, producer);
            producer.readers++;
            if (producer.state != Node.State.COMPUTED) {
                producer.consumers.add(node);
                node.missing++;
            }
        }
    }

    /** The batch's keys have to be loaded, which takes long: until then its computations are no load. */
    void beginLoadingKeys(TenantBatch batch) {
        lock.lock();
        try {
            batch.isLoadingKeys = true;
            lessIsInFlight();
        } finally {
            lock.unlock();
        }
    }

    void endLoadingKeys(TenantBatch batch) {
        lock.lock();
        try {
            batch.isLoadingKeys = false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets the computations of a batch start, now that its keys and stored inputs are there.
     *
     * @return those that cannot, because an input is not where it should be; they have ended, with their consumers
     */
    List<Node> prepared(TenantBatch batch, TenantKeyCache.Pin keys) {
        lock.lock();
        try {
            batch.receiveKeys(keys);
            endPreparing(batch);
            List<Node> ended = new ArrayList<>();
            for (Node node : batch.takeNodes()) {
                if (node.state != Node.State.WAITING) {
                    continue;
                }
                boolean lacksInput = node.computation.inputs().stream()
                        .anyMatch(input -> !node.producers.containsKey(input) && !batch.provides(input));
                if (lacksInput) {
                    ended.addAll(endWithConsumers(node));
                } else {
                    arrived(node);
                }
            }
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** The batch will not be prepared: none of its computations is going to start. */
    void notPrepared(TenantBatch batch) {
        lock.lock();
        try {
            endPreparing(batch);
        } finally {
            lock.unlock();
        }
    }

    private void endPreparing(TenantBatch batch) {
        batch.isPrepared = true;
        lessIsInFlight();
    }

    /**
     * The next computation to start, if one may; it counts as running from now on. Of the tenants that may run one more
     * it is the turn of the one that runs the fewest.
     */
    Optional<Node> takeNext() {
        lock.lock();
        try {
            if (allRunning == limits.running()) {
                return Optional.empty();
            }
            Optional<Node> next = startable.entrySet().stream()
                    .filter(queue -> limits.mayRun(runningOf(queue.getKey()), allRunning))
                    .min(Comparator.<Map.Entry<TenantId, PriorityQueue<Node>>>comparingInt(
                                    queue -> runningOf(queue.getKey()))
                            .thenComparing(queue -> queue.getValue().element(), Node.MOST_URGENT_FIRST))
                    .map(queue -> queue.getValue().element());
            next.ifPresent(node -> {
                removeStartable(node);
                node.state = Node.State.RUNNING;
                running.merge(node.batch.tenant(), 1, Integer::sum);
                allRunning++;
            });
            return next;
        } finally {
            lock.unlock();
        }
    }

    private int runningOf(TenantId tenant) {
        return running.getOrDefault(tenant, 0);
    }

    private void removeStartable(Node node) {
        startable.computeIfPresent(node.batch.tenant(), (tenant, queue) -> {
            queue.remove(node);
            return queue.isEmpty() ? null : queue;
        });
    }

    void computed(Node node, FheValue value) {
        lock.lock();
        try {
            endRunning(node);
            node.state = Node.State.COMPUTED;
            node.value = value;
            node.consumers.forEach(this::arrived);
            node.consumers.clear();
            letGoOfInputs(node);
        } finally {
            lock.unlock();
        }
    }

    /** The value of an input of a running computation. */
    FheValue value(Node consumer, Handle input) throws UncomputableException {
        Node producer = consumer.producers.get(input);
        if (producer == null) {
            return consumer.batch.value(input);
        }
        lock.lock();
        try {
            FheValue value = producer.value;
            if (value == null) {
                throw new IllegalStateException(consumer + " started before " + producer);
            }
            return value;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends a computation without a value, and its direct and indirect consumers in hand with it.
     *
     * @return all that ended now, the computation itself first; empty if it had ended before
     */
    List<Node> end(Node node) {
        lock.lock();
        try {
            return endWithConsumers(node);
        } finally {
            lock.unlock();
        }
    }

    /** Ends everything that has not started. */
    List<Node> endWaiting() {
        lock.lock();
        try {
            List<Node> ended = new ArrayList<>();
            for (Node node : List.copyOf(nodes.values())) {
                if (node.state == Node.State.WAITING) {
                    ended.addAll(endWithConsumers(node));
                }
            }
            return ended;
        } finally {
            lock.unlock();
        }
    }

    private List<Node> endWithConsumers(Node first) {
        List<Node> ended = new ArrayList<>();
        Deque<Node> open = new ArrayDeque<>(List.of(first));
        while (!open.isEmpty()) {
            Node node = open.remove();
            if (node.state != Node.State.ENDED) {
                endRunning(node);
                node.state = Node.State.ENDED;
                removeStartable(node);
                node.batch.finishedOne();
                ended.add(node);
                open.addAll(node.consumers);
                node.consumers.clear();
                letGoOfInputs(node);
            }
        }
        return ended;
    }

    /** Else whatever a value was ever computed from would stay in memory with it, back to the first claim. */
    private void letGoOfInputs(Node node) {
        for (Handle input : node.computation.inputs()) {
            Node producer = node.producers.get(input);
            if (producer == null) {
                node.batch.needsNoMore(input);
            } else {
                producer.readers--;
                giveBackMemory(producer);
            }
        }
        node.producers.clear();
    }

    private void settle(Node node) {
        node.isSettled = true;
        giveBackMemory(node);
    }

    private void giveBackMemory(Node node) {
        if (node.isSettled && node.readers == 0) {
            heldInMemory.remove(node);
            releases++;
            if (awaitingMemory) {
                awaitingMemory = false;
                roomWasMade.run();
            }
            lessIsInFlight();
        }
    }

    private void endRunning(Node node) {
        if (node.state == Node.State.RUNNING) {
            running.computeIfPresent(node.batch.tenant(), (tenant, count) -> count == 1 ? null : count - 1);
            allRunning--;
            lessIsInFlight();
        }
    }

    private void arrived(Node consumer) {
        if (--consumer.missing == 0 && consumer.state == Node.State.WAITING) {
            startable
                    .computeIfAbsent(consumer.batch.tenant(), tenant -> new PriorityQueue<>(Node.MOST_URGENT_FIRST))
                    .add(consumer);
        }
    }

    /** A computed value has been compressed: nothing more is done with the keys for it. */
    void finishedWithKeys(Node node) {
        lock.lock();
        try {
            node.batch.finishedOne();
        } finally {
            lock.unlock();
        }
    }

    /** Removes a computation whose outcome is settled. A later lease of the same computation is another matter. */
    void remove(Lease lease) {
        lock.lock();
        try {
            Node node = nodes.get(lease.output());
            if (node != null && node.lease.epoch() == lease.epoch()) {
                nodes.remove(lease.output());
                settle(node);
                lessIsInFlight();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether this value is being computed here, or was and is on its way to the database. */
    boolean isInHand(TenantHandle output) {
        lock.lock();
        try {
            Node node = nodes.get(output);
            return node != null && node.state != Node.State.ENDED;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return nodes.size();
        } finally {
            lock.unlock();
        }
    }

    /** Memory that computations in flight take. */
    long usedBytes() {
        lock.lock();
        try {
            return load(node -> true).bytes();
        } finally {
            lock.unlock();
        }
    }

    /** Memory that computations in flight do not take, for some tenant at least. */
    long freeBytes() {
        lock.lock();
        try {
            return limits.freeBytes(load(node -> true));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until there is room for a tenant that has nothing in flight.
     *
     * @return whether that happened in time
     */
    boolean awaitRoom(Duration longest) throws InterruptedException {
        return await(() -> limits.hasRoom(load(node -> true)), longest);
    }

    /** What may be added of a tenant. */
    Allowance room(TenantId tenant, double part) {
        lock.lock();
        try {
            return limits.allowance(part, load(node -> node.batch.tenant().equals(tenant)), load(node -> true));
        } finally {
            lock.unlock();
        }
    }

    /** Whether none of these tenants has room; the listener of this graph is told once when one has. */
    boolean isFullFor(Map<TenantId, Double> tenants) {
        lock.lock();
        try {
            awaitingRoom = hasRoom(tenants) ? Map.of() : tenants;
            return !awaitingRoom.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom(Map<TenantId, Double> tenants) {
        return tenants.entrySet().stream()
                .anyMatch(tenant -> !room(tenant.getKey(), tenant.getValue()).isNone());
    }

    /** How often computations gave back their memory until now. */
    long releases() {
        lock.lock();
        try {
            return releases;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells the listener of this graph once when a computation gives back its memory: at once, if one has done so since
     * {@code seen} was read from {@link #releases}.
     */
    void awaitRelease(long seen) {
        lock.lock();
        try {
            if (releases == seen) {
                awaitingMemory = true;
            } else {
                roomWasMade.run();
            }
        } finally {
            lock.unlock();
        }
    }

    private void lessIsInFlight() {
        changed.signalAll();
        if (!awaitingRoom.isEmpty() && hasRoom(awaitingRoom)) {
            awaitingRoom = Map.of();
            roomWasMade.run();
        }
    }

    /** What some computations take. There are few enough to count them: those of a worker in flight. */
    private Load load(Predicate<Node> counted) {
        int computable = 0;
        int inFlight = 0;
        Map<TenantId, Long> bytes = new HashMap<>();
        for (Node node : nodes.values()) {
            if (counted.test(node) && !node.batch.isLoadingKeys) {
                inFlight++;
                computable += node.isComputable() ? 1 : 0;
            }
        }
        for (Node node : heldInMemory) {
            if (counted.test(node)) {
                bytes.merge(node.batch.tenant(), node.bytes, Long::sum);
            }
        }
        return new Load(
                computable,
                inFlight,
                bytes.values().stream().mapToLong(Long::longValue).sum(),
                bytes.values().stream().mapToLong(Long::longValue).max().orElse(0));
    }

    /** Waits until nothing is in hand; whether that happened in time. */
    boolean awaitEmpty(Duration longest) throws InterruptedException {
        return await(nodes::isEmpty, longest);
    }

    private boolean await(BooleanSupplier condition, Duration longest) throws InterruptedException {
        lock.lock();
        try {
            long remaining = longest.toNanos();
            while (!condition.getAsBoolean() && remaining > 0) {
                remaining = changed.awaitNanos(remaining);
            }
            return condition.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }
}
