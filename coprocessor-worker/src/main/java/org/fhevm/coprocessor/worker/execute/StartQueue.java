package org.fhevm.coprocessor.worker.execute;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.fhevm.coprocessor.common.id.TenantId;

/** Computations that can start, and the number of those that run, by tenant. Guarded by the graph's lock. */
final class StartQueue {
    private final GraphLock lock;
    private final InFlightLimits limits;
    private final Map<TenantId, PriorityQueue<Node>> startable = new HashMap<>();
    private final Map<TenantId, Integer> running = new HashMap<>();
    private int allRunning;

    StartQueue(GraphLock lock, InFlightLimits limits) {
        this.lock = lock;
        this.limits = limits;
    }

    void add(Node node) {
        lock.assertHeld();
        startable
                .computeIfAbsent(node.tenant(), tenant -> new PriorityQueue<>(Node.MOST_URGENT_FIRST))
                .add(node);
    }

    /** Removes a computation that has ended; it may not have been startable. */
    void remove(Node node) {
        lock.assertHeld();
        startable.computeIfPresent(node.tenant(), (tenant, queue) -> {
            queue.remove(node);
            return queue.isEmpty() ? null : queue;
        });
    }

    /**
     * Starts the next computation, if one may start. Of the tenants that may run one more, the one that runs the fewest
     * is served.
     */
    Optional<Node> startNext() {
        lock.assertHeld();
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
            remove(node);
            node.start();
            running.merge(node.tenant(), 1, Integer::sum);
            allRunning++;
        });
        return next;
    }

    /** A computation of this tenant no longer runs. */
    void stopped(TenantId tenant) {
        lock.assertHeld();
        running.computeIfPresent(tenant, (key, count) -> count == 1 ? null : count - 1);
        allRunning--;
    }

    private int runningOf(TenantId tenant) {
        return running.getOrDefault(tenant, 0);
    }
}
