package org.fhevm.coprocessor.worker.execute;

import org.fhevm.coprocessor.worker.claim.TenantRoom.Allowance;

/**
 * How many computations a worker has in flight, and how tenants share this number. A tenant gets more only while it has
 * less than {@value #SHARE} times what is free. Alone it gets three quarters, so that the first computations of another
 * tenant find room, however long those of the first one take; with k others of the same weight each gets 3 of 3k + 4
 * parts. (Dynamic thresholds: A. Choudhury and E. Hahne, "Dynamic queue length thresholds for shared-memory packet
 * switches", IEEE/ACM Transactions on Networking 6(2), 1998.)
 *
 * <p>A tenant that has nothing in flight gets some computations even if others have gone beyond, up to twice the whole.
 * Memory cannot be exceeded like that. A single division of 256 bits may take all memory of a small heap; so the last
 * quarter is for tenants other than the one that takes the most, if a computation fits into it.
 *
 * @param computable limit for a tenant alone of computations that run, can run, or are being prepared for it
 * @param inFlight limit for a tenant alone of computations in flight, most of which may wait for others
 * @param bytes memory of all tenants
 */
public record InFlightLimits(int computable, int inFlight, long bytes) {
    static final int SHARE = 3;

    public InFlightLimits {
        if (computable < 1 || inFlight < 1 || bytes < 1) {
            throw new IllegalArgumentException("at least 1 computation and byte must be in flight, got " + computable
                    + ", " + inFlight + " and " + bytes);
        }
    }

    /** Whether a tenant that has nothing in flight can get more. */
    boolean hasRoom(Load all) {
        return all.computable() < 2 * whole(computable) && all.inFlight() < 2 * whole(inFlight) && freeBytes(all) > 0;
    }

    /** Memory that is free for some tenant; at most 0 if there is none. */
    long freeBytes(Load all) {
        return Math.max(bytes - all.bytes(), reservedBytes(all));
    }

    private long reservedBytes(Load all) {
        return bytes / (SHARE + 1) - (all.bytes() - all.largestBytes());
    }

    /**
     * How much a tenant may get at once.
     *
     * @param part above 0, at most 1
     */
    Allowance allowance(double part, Load own, Load all) {
        if (!hasRoom(all)
                || !mayGetMore(part, own.computable(), whole(computable) - all.computable())
                || !mayGetMore(part, own.inFlight(), whole(inFlight) - all.inFlight())) {
            return Allowance.NONE;
        }
        int computations = Math.max(1, (int) (part * computable));
        long free = bytes - all.bytes();
        if (free > 0 && mayGetMore(part, own.bytes(), free)) {
            return new Allowance(computations, Math.max(1, (long) Math.min(free, part * SHARE * free)), true);
        }
        return own.bytes() == 0 ? new Allowance(computations, reservedBytes(all), false) : Allowance.NONE;
    }

    /** Limit of computations that run at once, of all tenants, but for the first of each. */
    int running() {
        return whole(computable);
    }

    /** Whether a tenant may run one more. Its first one does not wait for others to end. */
    boolean mayRun(int own, int all) {
        return own == 0 ? all < 2 * running() : mayGetMore(1, own, running() - all);
    }

    private static boolean mayGetMore(double part, long own, long free) {
        return own == 0 || own < part * SHARE * free;
    }

    /** The whole of which a tenant alone gets this part. */
    private static int whole(int alone) {
        return alone * (SHARE + 1) / SHARE;
    }

    /**
     * The load of some computations.
     *
     * @param bytes memory held, from being claimed until being stored and no longer read
     * @param largestBytes memory of the tenant that holds the most
     */
    record Load(int computable, int inFlight, long bytes, long largestBytes) {}
}
