package org.fhevm.coprocessor.worker.execute;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * Computations that can start, and the number of those that run, by tenant. Guarded by the graph's lock.
 *
 * <p>A tenant's short chains start before its long ones, as shortest remaining processing time first makes the mean
 * time the least (L. Schrage, "A proof of the optimality of the shortest remaining processing time discipline",
 * Operations Research 16, 1968). A long chain is not held up forever: each computation is due when its chain would end
 * if its tenant began it at once and had all places, and what is due first starts first. So later computations that
 * overtake it take no longer, with all places, than the chain itself.
 */
final class StartQueue {
    private final GraphLock lock;
    private final InFlightLimits limits;
    private final Map<TenantId, TenantQueue> tenants = new HashMap<>();
    private int allRunning;

    StartQueue(GraphLock lock, InFlightLimits limits) {
        this.lock = lock;
        this.limits = limits;
    }

    void add(Node node) {
        lock.assertHeld();
        tenants.computeIfAbsent(node.tenant(), tenant -> new TenantQueue()).add(node, limits.running());
    }

    /** Removes a computation that has ended; it may not have been startable. */
    void remove(Node node) {
        lock.assertHeld();
        change(node.tenant(), queue -> queue.startable.removeIf(entry -> entry.node == node));
    }

    /**
     * Starts the next computation, if one may start. Of the tenants that may run one more, the one that runs the fewest
     * is served.
     */
    Optional<Node> startNext() {
        lock.assertHeld();
        Optional<Node> next = tenants.values().stream()
                .filter(queue -> !queue.startable.isEmpty() && limits.mayRun(queue.running, allRunning))
                .min(Comparator.<TenantQueue>comparingInt(queue -> queue.running)
                        .thenComparing(queue -> queue.startable.element().node, Node.OLDEST_FIRST))
                .map(TenantQueue::startFirst);
        next.ifPresent(node -> {
            node.start();
            allRunning++;
        });
        return next;
    }

    /** A computation of this tenant no longer runs. */
    void stopped(TenantId tenant) {
        lock.assertHeld();
        change(tenant, queue -> queue.running--);
        allRunning--;
    }

    private void change(TenantId tenant, Consumer<TenantQueue> change) {
        tenants.computeIfPresent(tenant, (key, queue) -> {
            change.accept(queue);
            return queue.isIdle() ? null : queue;
        });
    }

    /** The computations of a tenant while some can start or run. */
    private static final class TenantQueue {
        private final PriorityQueue<Entry> startable = new PriorityQueue<>(Entry.DUE_FIRST);
        private int running;
        /** Rounds of all computations that have started. */
        private long startedRounds;

        /** @param places computations that can run at once */
        private void add(Node node, int places) {
            startable.add(new Entry(node, startedRounds + (long) places * node.criticalPath()));
        }

        private Node startFirst() {
            Node first = startable.remove().node;
            running++;
            startedRounds += first.rounds();
            return first;
        }

        private boolean isIdle() {
            return startable.isEmpty() && running == 0;
        }
    }

    /** @param due the number of started rounds at which the chain would end */
    private record Entry(Node node, long due) {
        private static final Comparator<Entry> DUE_FIRST =
                Comparator.comparingLong(Entry::due).thenComparing(Entry::node, Node.OLDEST_FIRST);
    }
}
