package org.fhevm.coprocessor.worker.claim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.plan.QueuedComputation;

/** A queue in memory, from which computations are claimed by the rules of {@link Claimer}. For one thread. */
public final class SimulatedClaims {
    private final FairScheduler scheduler = new FairScheduler();
    private final Map<TenantId, Deque<QueuedComputation>> rows = new LinkedHashMap<>();

    /** Inserts rows of a tenant, producers before consumers. */
    public void insert(TenantId tenant, List<QueuedComputation> computations) {
        rows.computeIfAbsent(tenant, added -> new ArrayDeque<>()).addAll(computations);
    }

    /** Tenants that have rows. */
    public List<TenantId> tenants() {
        return List.copyOf(rows.keySet());
    }

    /** Claims the next rows of tenants of one weight, producers before consumers. */
    public List<QueuedComputation> claim(int limit, TenantRoom room) {
        ClaimBudget budget = new ClaimBudget(limit, Long.MAX_VALUE, room);
        List<TenantShare> tenants = budget.withRoom(rows.keySet().stream()
                .map(tenant -> new TenantShare(tenant, 1, 0))
                .toList());
        List<QueuedComputation> ready = new ArrayList<>();
        rows.values().forEach(queue -> ready.addAll(queue.stream().limit(limit).toList()));
        List<QueuedComputation> chosen = budget.fitting(scheduler.choose(ready, budget.limit(), tenants), row -> 1);
        scheduler.taken(chosen, List.of(), tenants);
        for (QueuedComputation computation : chosen) {
            rows.computeIfPresent(computation.tenant(), (tenant, queue) -> {
                queue.remove();
                return queue.isEmpty() ? null : queue;
            });
        }
        return chosen;
    }
}
