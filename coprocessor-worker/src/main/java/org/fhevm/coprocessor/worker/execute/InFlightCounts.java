package org.fhevm.coprocessor.worker.execute;

import java.util.HashMap;
import java.util.Map;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * How many computations are in flight, and how many of those are computable: of each tenant, and of all. Every
 * {@link Node} reports its own changes, so that no reader has to go through all nodes. Guarded by the graph's lock.
 */
final class InFlightCounts {
    private final GraphLock lock;
    private final Map<TenantId, Counts> tenants = new HashMap<>();
    private Counts all = Counts.NONE;

    InFlightCounts(GraphLock lock) {
        this.lock = lock;
    }

    /** A computation of this tenant is counted otherwise than before; both numbers are -1, 0 or 1. */
    void change(TenantId tenant, int inFlight, int computable) {
        lock.assertHeld();
        Counts change = new Counts(inFlight, computable);
        all = all.plus(change);
        Counts own = of(tenant).plus(change);
        if (own.equals(Counts.NONE)) {
            tenants.remove(tenant);
        } else {
            tenants.put(tenant, own);
        }
    }

    Counts all() {
        lock.assertHeld();
        return all;
    }

    Counts of(TenantId tenant) {
        lock.assertHeld();
        return tenants.getOrDefault(tenant, Counts.NONE);
    }

    /** @param computable those that run, can run, or are being prepared for it */
    record Counts(int inFlight, int computable) {
        static final Counts NONE = new Counts(0, 0);

        private Counts plus(Counts other) {
            return new Counts(inFlight + other.inFlight, computable + other.computable);
        }
    }
}
