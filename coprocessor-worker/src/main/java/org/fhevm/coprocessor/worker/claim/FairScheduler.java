package org.fhevm.coprocessor.worker.claim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SequencedMap;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.plan.QueuedComputation;

/**
 * Decides which tenant is served next, by start-time fair queueing (Goyal, Vin, Cheng, "Start-time fair queueing: a
 * scheduling algorithm for integrated services packet switching networks", SIGCOMM 1996). Each tenant has a virtual
 * time, and each computation taken for it adds the inverse of its weight. The tenant that is furthest behind comes
 * next. In the long run tenants that always have work get shares in proportion to their weights, whatever the size of a
 * claim. A tenant that had no work starts again at the present: it has neither credit nor debt.
 *
 * <p>Priorities come before weights: while a tenant of a higher priority has work, none is taken of the others.
 *
 * <p>Used by one thread.
 */
final class FairScheduler {
    private static final Comparator<Entry> NEXT_FIRST = Comparator.<Entry>comparingInt(entry -> entry.share.priority())
            .reversed()
            .thenComparingDouble(entry -> entry.time)
            .thenComparing(entry -> entry.share.tenant());

    /**
     * A malformed row counts as this many computations. It may hold all that its columns can take, which the database
     * has to measure, and to put into the indexes once more when the row is marked: 10 ms for operands of 150 kB.
     */
    static final int MALFORMED_COST = 16;

    private final Map<TenantId, Double> times = new HashMap<>();
    /** The virtual time at which the last computation was taken. */
    private double present;

    /** Shares out the next {@code count} computations, as if all tenants had enough. */
    SequencedMap<TenantId, Integer> sharesOf(int count, Collection<TenantShare> tenants) {
        SequencedMap<TenantId, Integer> shares = new LinkedHashMap<>();
        PriorityQueue<Entry> entries = entries(tenants);
        for (int i = 0; i < count && !entries.isEmpty(); i++) {
            Entry next = entries.remove();
            shares.merge(next.share.tenant(), 1, Integer::sum);
            next.time += 1.0 / next.share.weight();
            entries.add(next);
        }
        return shares;
    }

    /** Offers all {@code count} computations to each tenant, in the order in which tenants are served. */
    SequencedMap<TenantId, Integer> allOf(int count, Collection<TenantShare> tenants) {
        SequencedMap<TenantId, Integer> shares = new LinkedHashMap<>();
        entries(tenants).stream().sorted(NEXT_FIRST).forEach(entry -> shares.put(entry.share.tenant(), count));
        return shares;
    }

    /**
     * Chooses the next {@code limit} computations: of each tenant a prefix of those given, so that none is taken
     * without its producer.
     */
    List<QueuedComputation> choose(List<QueuedComputation> ready, int limit, Collection<TenantShare> tenants) {
        Map<TenantId, Deque<QueuedComputation>> queues = new HashMap<>();
        ready.forEach(computation -> queues.computeIfAbsent(computation.tenant(), key -> new ArrayDeque<>())
                .add(computation));
        List<QueuedComputation> chosen = new ArrayList<>();
        PriorityQueue<Entry> entries = entries(tenants);
        while (chosen.size() < limit && !entries.isEmpty()) {
            Entry next = entries.remove();
            Deque<QueuedComputation> queue = queues.getOrDefault(next.share.tenant(), new ArrayDeque<>());
            if (!queue.isEmpty()) {
                chosen.add(queue.remove());
                next.time += 1.0 / next.share.weight();
                entries.add(next);
            }
        }
        return chosen;
    }

    /**
     * Advances the virtual times of tenants whose computations were taken, given in the order of {@link #choose}, and
     * of tenants with malformed rows.
     *
     * @param malformed the tenant of each malformed row
     */
    void taken(List<QueuedComputation> computations, Collection<TenantId> malformed, Collection<TenantShare> tenants) {
        Map<TenantId, Integer> weights = new HashMap<>();
        tenants.forEach(share -> weights.put(share.tenant(), share.weight()));
        double began = present;
        for (QueuedComputation computation : computations) {
            advance(computation.tenant(), began, 1, weights);
        }
        for (TenantId tenant : malformed) {
            advance(tenant, began, MALFORMED_COST, weights);
        }
        times.values().removeIf(time -> time <= present);
    }

    private void advance(TenantId tenant, double began, int cost, Map<TenantId, Integer> weights) {
        double time = Math.max(began, times.getOrDefault(tenant, began));
        present = Math.max(present, time);
        times.put(tenant, time + (double) cost / weights.getOrDefault(tenant, 1));
    }

    private PriorityQueue<Entry> entries(Collection<TenantShare> tenants) {
        PriorityQueue<Entry> entries = new PriorityQueue<>(NEXT_FIRST);
        for (TenantShare share : tenants) {
            entries.add(new Entry(share, Math.max(present, times.getOrDefault(share.tenant(), present))));
        }
        return entries;
    }

    private static final class Entry {
        private final TenantShare share;
        private double time;

        private Entry(TenantShare share, double time) {
            this.share = share;
            this.time = time;
        }
    }
}
