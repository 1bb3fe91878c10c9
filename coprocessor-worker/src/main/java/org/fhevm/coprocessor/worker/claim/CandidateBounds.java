package org.fhevm.coprocessor.worker.claim;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * Bounds the rows of one tenant that a claim reads. A malformed row may take the database milliseconds to measure and
 * to mark, and other tenants wait for the end of the claim. So a tenant starts slowly after a claim that met malformed
 * rows of it: with one row, and with twice as many after each claim whose rows were well-formed. (The same idea as
 * TCP's slow start, RFC 5681 section 3.1.) Until its bound is as large as a claim, none of its blocked rows are taken
 * together with their producers.
 *
 * <p>Used by one thread.
 */
final class CandidateBounds {
    static final int AFTER_MALFORMED = 1;

    /** A tenant that reaches this bound has none any more: no claim is larger. */
    private static final int LARGEST = 1 << 16;

    /** Tenants that are remembered; the one whose last malformed row is longest ago is forgotten first. */
    static final int MAXIMUM_TENANTS = 1000;

    private final SequencedMap<TenantId, Integer> bounds = new LinkedHashMap<>();

    /** The largest number of rows of a tenant that the next claim reads. */
    int of(TenantId tenant) {
        return bounds.getOrDefault(tenant, Integer.MAX_VALUE);
    }

    /**
     * Lowers numbers of rows to what the bounds leave, and removes tenants of which no more rows are read.
     *
     * @param wanted further rows to read of each tenant; changed
     * @param asked rows of each tenant that this claim has asked for already
     */
    void apply(Map<TenantId, Integer> wanted, Map<TenantId, Integer> asked) {
        wanted.replaceAll((tenant, rows) -> Math.min(rows, of(tenant) - asked.getOrDefault(tenant, 0)));
        wanted.values().removeIf(rows -> rows <= 0);
    }

    /**
     * Records what a claim has met.
     *
     * @param wellFormed tenants of which it took computations
     * @param malformed tenants of which it met malformed rows
     */
    void record(Set<TenantId> wellFormed, Collection<TenantId> malformed) {
        for (TenantId tenant : wellFormed) {
            bounds.computeIfPresent(tenant, (key, bound) -> bound < LARGEST ? 2 * bound : null);
        }
        for (TenantId tenant : malformed) {
            bounds.putLast(tenant, AFTER_MALFORMED);
        }
        while (bounds.size() > MAXIMUM_TENANTS) {
            bounds.pollFirstEntry();
        }
    }
}
