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
import org.fhevm.coprocessor.worker.plan.Computation;

/**
 * Who is served next. Each tenant has a virtual time, which every computation taken for it moves on by the inverse of its
 * weight; the one that is furthest behind comes next. In the long run tenants that always have work get shares in
 * proportion to their weights, whatever the size of a claim. One that had no work starts again at the present: it has
 * neither saved up a claim to more nor fallen into debt. (Start-time fair queueing: Goyal, Vin, Cheng, "Start-time fair
 * queueing: a scheduling algorithm for integrated services packet switching networks", SIGCOMM 1996.)
 *
 * <p>Priorities stand above that: as long as a tenant of a higher one has work, the others have none taken.
 *
 * <p>Used by one thread.
 */
final class FairScheduler {
    private static final Comparator<Entry> NEXT_FIRST = Comparator.<Entry>comparingInt(entry -> entry.share.priority())
            .reversed()
            .thenComparingDouble(entry -> entry.time)
            .thenComparing(entry -> entry.share.tenant());

    /**
     * A malformed row counts as this many computations. It may hold all that its columns take, which the database has to
     * measure, and once more to put into the indexes when the row is marked: 10 ms for operands of 150 kB.
     */
    static final int MALFORMED_COST = 16;

    private final Map<TenantId, Double> times = new HashMap<>();
    /** The virtual time at which the last computation was taken. */
    private double present;

    private static final class Entry {
        private final TenantShare share;
        private double time;

        private Entry(TenantShare share, double time) {
            this.share = share;
            this.time = time;
        }
    }

    /** How many of the next {@code count} computations are whose, if all have enough. */
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

    /** All {@code count} for each of them, whoever is to be served next first. */
    SequencedMap<TenantId, Integer> allOf(int count, Collection<TenantShare> tenants) {
        SequencedMap<TenantId, Integer> shares = new LinkedHashMap<>();
        entries(tenants).stream().sorted(NEXT_FIRST).forEach(entry -> shares.put(entry.share.tenant(), count));
        return shares;
    }

    /** The first {@code limit} to be taken. Of each tenant it is a prefix of what is given, so that none lacks a producer. */
    List<Computation> choose(List<Computation> ready, int limit, Collection<TenantShare> tenants) {
        Map<TenantId, Deque<Computation>> queues = new HashMap<>();
        ready.forEach(computation -> queues.computeIfAbsent(computation.tenant(), key -> new ArrayDeque<>())
                .add(computation));
        List<Computation> chosen = new ArrayList<>();
        PriorityQueue<Entry> entries = entries(tenants);
        while (chosen.size() < limit && !entries.isEmpty()) {
            Entry next = entries.remove();
            Deque<Computation> queue = queues.getOrDefault(next.share.tenant(), new ArrayDeque<>());
            if (!queue.isEmpty()) {
                chosen.add(queue.remove());
                next.time += 1.0 / next.share.weight();
                entries.add(next);
            }
        }
        return chosen;
    }

    /**
     * Moves on the times of those for whom computations were taken, given in the order of {@link #choose}, and of those of
     * which rows were malformed.
     *
     * @param malformed the tenant of each such row
     */
    void taken(List<Computation> computations, Collection<TenantId> malformed, Collection<TenantShare> tenants) {
        Map<TenantId, Integer> weights = new HashMap<>();
        tenants.forEach(share -> weights.put(share.tenant(), share.weight()));
        double began = present;
        for (Computation computation : computations) {
            moveOn(computation.tenant(), began, 1, weights);
        }
        for (TenantId tenant : malformed) {
            moveOn(tenant, began, MALFORMED_COST, weights);
        }
        times.values().removeIf(time -> time <= present);
    }

    private void moveOn(TenantId tenant, double began, int cost, Map<TenantId, Integer> weights) {
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
}
