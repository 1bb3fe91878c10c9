package org.fhevm.coprocessor.worker.claim;

import org.fhevm.coprocessor.common.id.TenantId;

/** How much more of each tenant a worker takes. */
@FunctionalInterface
public interface TenantRoom {

    /**
     * What a claim may take of a tenant.
     *
     * @param part the tenant's weight in proportion to the largest of all tenants that have work
     */
    Allowance of(TenantId tenant, double part);

    /**
     * Bounds of what is taken.
     *
     * @param bytes the computation that uses them up is the last one
     */
    record Allowance(int computations, long bytes) {
        public static final Allowance NONE = new Allowance(0, 0);
        public static final Allowance UNLIMITED = new Allowance(Integer.MAX_VALUE, Long.MAX_VALUE);

        public boolean isNone() {
            return computations <= 0 || bytes <= 0;
        }
    }
}
