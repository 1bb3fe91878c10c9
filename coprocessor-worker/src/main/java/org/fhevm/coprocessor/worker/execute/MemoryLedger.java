package org.fhevm.coprocessor.worker.execute;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * The memory of computations: each holds its footprint from being claimed until its outcome is acknowledged and no
 * consumer needs its value. Guarded by the graph's lock.
 */
final class MemoryLedger {
    private final GraphLock lock;
    private final Runnable memoryFreed;
    private final Set<Node> holders = new HashSet<>();
    private final Map<TenantId, Long> bytes = new HashMap<>();
    private long releases;
    private boolean isReleaseAwaited;

    /** @param memoryFreed told once of a release after {@link #awaitRelease}; must not block */
    MemoryLedger(GraphLock lock, Runnable memoryFreed) {
        this.lock = lock;
        this.memoryFreed = memoryFreed;
    }

    void hold(Node node) {
        lock.assertHeld();
        if (holders.add(node)) {
            bytes.merge(node.tenant(), node.bytes(), Long::sum);
        }
    }

    void release(Node node) {
        lock.assertHeld();
        if (!holders.remove(node)) {
            return;
        }
        bytes.computeIfPresent(node.tenant(), (tenant, held) -> held == node.bytes() ? null : held - node.bytes());
        releases++;
        if (isReleaseAwaited) {
            isReleaseAwaited = false;
            memoryFreed.run();
        }
    }

    /** Bytes that all computations hold. */
    long used() {
        lock.assertHeld();
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Bytes that the computations of a tenant hold. */
    long usedBy(TenantId tenant) {
        lock.assertHeld();
        return bytes.getOrDefault(tenant, 0L);
    }

    /** Bytes of the tenant that holds the most. */
    long largest() {
        lock.assertHeld();
        return bytes.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** How many computations have released their memory until now. */
    long releases() {
        lock.assertHeld();
        return releases;
    }

    /**
     * Has the listener told once when a computation releases its memory: at once, if one has done so since {@code seen}
     * was read from {@link #releases}.
     */
    void awaitRelease(long seen) {
        lock.assertHeld();
        if (releases == seen) {
            isReleaseAwaited = true;
        } else {
            memoryFreed.run();
        }
    }
}
