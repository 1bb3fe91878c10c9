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
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.worker.claim.ClaimedComputation;
import org.fhevm.coprocessor.worker.claim.Lease;
import org.fhevm.coprocessor.worker.plan.Computation;
import org.fhevm.coprocessor.worker.plan.CriticalPath;
import org.fhevm.tfhe.operation.FheValue;

/**
 * The computations in hand and how they hang together: what can start next, what a value or a failure means for others.
 * Only bookkeeping, under one lock; who computes is somebody else's business.
 *
 * <p>A computation stays here until its outcome is settled in the database, so that at every moment a value can be found
 * in one place or the other.
 */
final class ComputationGraph {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<TenantHandle, Node> nodes = new HashMap<>();
    private final PriorityQueue<Node> startable = new PriorityQueue<>(Node.MOST_URGENT_FIRST);
    private final long memory;
    private long usedBytes;
    private int unprepared;
    private int waitingForKeys;
    private int running;
    private long claims;

    /** @param memory bytes that computations may take before there is no room for more; the last may go beyond it */
    ComputationGraph(long memory) {
        this.memory = memory;
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
                unprepared++;
                usedBytes += node.bytes;
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
            waitingForKeys += batch.nodes().size();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void endLoadingKeys(TenantBatch batch) {
        lock.lock();
        try {
            waitingForKeys -= batch.nodes().size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets the computations of a batch start, now that its keys and stored inputs are there.
     *
     * @return those that cannot, because an input is not where it should be; they have ended, with their consumers
     */
    List<Node> prepared(TenantBatch batch, TenantKeyCache.Use keys) {
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
        unprepared -= batch.nodes().size();
        changed.signalAll();
    }

    /** The most urgent computation that can start; it counts as running from now on. */
    Optional<Node> takeNext() {
        lock.lock();
        try {
            Node next = startable.poll();
            if (next != null) {
                next.state = Node.State.RUNNING;
                running++;
            }
            return Optional.ofNullable(next);
        } finally {
            lock.unlock();
        }
    }

    boolean hasStartable() {
        lock.lock();
        try {
            return !startable.isEmpty();
        } finally {
            lock.unlock();
        }
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
                startable.remove(node);
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
            usedBytes -= node.bytes;
            changed.signalAll();
        }
    }

    private void endRunning(Node node) {
        if (node.state == Node.State.RUNNING) {
            running--;
            changed.signalAll();
        }
    }

    private void arrived(Node consumer) {
        if (--consumer.missing == 0 && consumer.state == Node.State.WAITING) {
            startable.add(consumer);
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
                changed.signalAll();
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

    /** Memory that computations in hand do not take. */
    long freeBytes() {
        lock.lock();
        try {
            return memory - usedBytes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until fewer than {@code wanted} computations run, can run, or are being prepared for it, and no more than {@code most} are
     * in hand. Those whose tenant's keys are being loaded do not count. Nor is there room when the memory is used up.
     *
     * @return whether that happened in time
     */
    boolean awaitRoom(int wanted, int most, Duration longest) throws InterruptedException {
        return await(
                () -> usedBytes < memory
                        && running + startable.size() + unprepared - waitingForKeys < wanted
                        && nodes.size() - waitingForKeys <= most,
                longest);
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
