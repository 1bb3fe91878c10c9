package org.fhevm.coprocessor.common.tenant;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * The limits of the key cache, as arithmetic over the keys that it holds. Immutable.
 *
 * @param maximumTenants limit of tenants whose keys stay in memory while they are not pinned
 * @param maximumBytes limit of the memory of all keys
 */
record KeyBudget(int maximumTenants, long maximumBytes) {
    /**
     * Whether keys of this size fit beside the pinned ones of those held; the others can be evicted. Keys of any size
     * fit if none are pinned.
     */
    boolean fits(long bytes, Iterable<? extends HeldKeys> held) {
        boolean pinned = false;
        long total = bytes;
        for (HeldKeys keys : held) {
            if (keys.isPinned()) {
                pinned = true;
                total += keys.bytes();
            }
        }
        return !pinned || total <= maximumBytes;
    }

    /**
     * The tenants to evict until both limits hold, or only pinned keys are left.
     *
     * @param cached the least recently used keys first
     * @param retiredBytes memory of stale keys that are still pinned; they count, but cannot be evicted
     */
    List<TenantId> evictions(Collection<? extends HeldKeys> cached, long retiredBytes) {
        List<TenantId> evicted = new ArrayList<>();
        int tenants = cached.size();
        long bytes = retiredBytes;
        for (HeldKeys keys : cached) {
            bytes += keys.bytes();
        }
        for (HeldKeys keys : cached) {
            if (tenants <= maximumTenants && bytes <= maximumBytes) {
                break;
            }
            if (!keys.isPinned()) {
                tenants--;
                bytes -= keys.bytes();
                evicted.add(keys.tenant());
            }
        }
        return evicted;
    }

    /** The keys of one tenant in memory. */
    interface HeldKeys {
        TenantId tenant();

        long bytes();

        /** Whether a caller uses them. Pinned keys stay in memory. */
        boolean isPinned();
    }
}
