package org.fhevm.coprocessor.worker.claim;

import org.fhevm.coprocessor.common.id.TenantId;

/** How many more computations of each tenant a worker takes. */
@FunctionalInterface
public interface TenantRoom {
    /**
     * How much a claim may take of a tenant.
     *
     * @param part the tenant's weight in proportion to the largest of all tenants that have work
     */
    Allowance of(TenantId tenant, double part);

    /**
     * Bounds of a claim for one tenant.
     *
     * @param mayExceed whether the last computation may take more than is left of the bytes
     */
    record Allowance(int computations, long bytes, boolean mayExceed) {
        public static final Allowance NONE = new Allowance(0, 0, false);
        public static final Allowance UNLIMITED = new Allowance(Integer.MAX_VALUE, Long.MAX_VALUE, true);

        /** The allowance after one more computation; none, if it does not fit. */
        Allowance after(long taken) {
            return fits(taken) ? new Allowance(computations - 1, bytes - taken, mayExceed) : NONE;
        }

        boolean fits(long taken) {
            return !isNone() && (mayExceed || taken <= bytes);
        }

        public boolean isNone() {
            return computations <= 0 || bytes <= 0;
        }
    }
}
