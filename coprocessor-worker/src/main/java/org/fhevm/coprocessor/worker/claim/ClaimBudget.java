package org.fhevm.coprocessor.worker.claim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.plan.QueuedComputation;

/** How much one claim may take: of all tenants, and of each. */
final class ClaimBudget {
    private int limit;
    private final long bytes;
    private final TenantRoom room;
    private final Map<TenantId, Double> busy = new HashMap<>();
    private final Map<TenantId, Double> withoutRoom = new HashMap<>();
    private final Map<TenantId, TenantRoom.Allowance> allowances = new HashMap<>();
    private boolean lacksMemory;

    /**
     * @param limit computations of all tenants
     * @param bytes memory for all tenants; the computation that uses it up is the last taken, so that the largest one
     *     is taken at some time
     * @param room how much of each tenant may be taken
     */
    ClaimBudget(int limit, long bytes, TenantRoom room) {
        this.limit = limit;
        this.bytes = bytes;
        this.room = room;
    }

    /**
     * Tenants of which more may be taken. While a tenant of a higher priority waits for room, those of lower priorities
     * get none: they would take the room.
     */
    List<TenantShare> withRoom(List<TenantShare> shares) {
        int largest = shares.stream().mapToInt(TenantShare::weight).max().orElse(1);
        List<TenantShare> open = new ArrayList<>();
        int lowest = Integer.MIN_VALUE;
        for (TenantShare share : shares) {
            double part = (double) share.weight() / largest;
            busy.put(share.tenant(), part);
            TenantRoom.Allowance allowance = room.of(share.tenant(), part);
            if (allowance.isNone()) {
                withoutRoom.put(share.tenant(), part);
                lowest = Math.max(lowest, share.priority());
            } else {
                allowances.put(share.tenant(), allowance);
                open.add(share);
            }
        }
        int least = lowest;
        open.removeIf(share -> share.priority() < least);
        limit = (int) Math.min(limit, allowedOf(open));
        return open;
    }

    private long allowedOf(List<TenantShare> open) {
        return open.stream()
                .mapToLong(share -> allowances
                        .getOrDefault(share.tenant(), TenantRoom.Allowance.NONE)
                        .computations())
                .sum();
    }

    /** Of each tenant a prefix of the computations given, as far as its allowance and memory go. */
    List<QueuedComputation> fitting(List<QueuedComputation> computations, ToLongFunction<QueuedComputation> footprint) {
        List<QueuedComputation> fitting = new ArrayList<>();
        Map<TenantId, TenantRoom.Allowance> left = new HashMap<>(allowances);
        long used = 0;
        for (QueuedComputation computation : computations) {
            if (used >= bytes) {
                break;
            }
            TenantRoom.Allowance own = left.getOrDefault(computation.tenant(), TenantRoom.Allowance.NONE);
            long taken = footprint.applyAsLong(computation);
            if (own.fits(taken)) {
                fitting.add(computation);
                used += taken;
            } else if (!own.isNone()) {
                lacksMemory = true;
            }
            left.put(computation.tenant(), own.after(taken));
        }
        return fitting;
    }

    /** Computations of all tenants; no more than those with room may have together. */
    int limit() {
        return limit;
    }

    /** Tenants that have candidates, each with its weight in proportion to the largest. */
    Map<TenantId, Double> busy() {
        return busy;
    }

    /** Those of the busy tenants of which nothing may be taken, each with its weight as above. */
    Map<TenantId, Double> withoutRoom() {
        return withoutRoom;
    }

    /** Whether a computation was left out because it needs more memory than is free. */
    boolean lacksMemory() {
        return lacksMemory;
    }
}
