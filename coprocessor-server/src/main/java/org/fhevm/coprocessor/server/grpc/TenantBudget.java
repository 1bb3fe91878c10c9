package org.fhevm.coprocessor.server.grpc;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * Shares an amount (of calls, or of bytes) among tenants by a dynamic threshold, as switches share their buffers
 * (Choudhury and Hahne, "Dynamic queue length thresholds for shared-memory packet switches", 1998): a tenant may hold
 * at most as much as remains free after it has taken. So a tenant alone gets half of everything, each of n tenants that
 * want all they can get a share of 1/(n+1), and that much stays free for a tenant that comes next. A tenant that holds
 * nothing may take all that is free.
 *
 * <p>Thread-safe.
 */
final class TenantBudget {
    /** Calls of one tenant that may wait for an amount at once. */
    static final int MOST_CLAIMS = 4096;

    private final long total;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final Map<TenantId, Long> held = new HashMap<>();
    /** The claims that wait: each tenant's in the order of arrival, tenants in the order of their first claim. */
    private final SequencedMap<TenantId, Deque<Claim>> claims = new LinkedHashMap<>();

    private long free;

    TenantBudget(long total) {
        this.total = total;
        this.free = total;
    }

    long total() {
        return total;
    }

    /** Half of everything, the share of a tenant alone: the limit of one answer. */
    long largestShare() {
        return Math.max(1, total / 2);
    }

    /** Takes the amount if the tenant may have it now. */
    boolean tryAcquire(TenantId tenant, long amount) {
        lock.lock();
        try {
            return take(tenant, amount);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the amount as soon as the tenant may have it; false if that takes too long, is no longer wanted, or
     * {@link #MOST_CLAIMS} calls of the tenant wait already.
     */
    boolean acquire(TenantId tenant, long amount, long patienceNanos, Wish wish) throws InterruptedException {
        long deadline = System.nanoTime() + patienceNanos;
        lock.lock();
        try {
            if (take(tenant, amount)) {
                return true;
            }
            Deque<Claim> waiting = claims.computeIfAbsent(tenant, any -> new ArrayDeque<>());
            if (waiting.size() >= MOST_CLAIMS) {
                return false;
            }
            Claim claim = new Claim(amount);
            waiting.addLast(claim);
            try {
                for (long left = patienceNanos; left > 0 && wish.stands(); left = deadline - System.nanoTime()) {
                    // A caller that leaves sends no signal.
                    released.awaitNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
                    if (take(tenant, amount)) {
                        return true;
                    }
                }
                return false;
            } finally {
                waiting.remove(claim);
                if (waiting.isEmpty()) {
                    claims.remove(tenant);
                }
                released.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void release(TenantId tenant, long amount) {
        lock.lock();
        try {
            free += amount;
            held.merge(tenant, -amount, (before, change) -> before + change == 0 ? null : before + change);
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long used() {
        lock.lock();
        try {
            return total - free;
        } finally {
            lock.unlock();
        }
    }

    /** Calls of the tenant that wait at the moment. */
    int claims(TenantId tenant) {
        lock.lock();
        try {
            Deque<Claim> waiting = claims.get(tenant);
            return waiting == null ? 0 : waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean take(TenantId tenant, long amount) {
        long before = held.getOrDefault(tenant, 0L);
        long remaining = free - amount - promisedToOthers(tenant);
        if (remaining < 0 || (before > 0 && before + amount > remaining)) {
            return false;
        }
        free -= amount;
        held.put(tenant, before + amount);
        return true;
    }

    /** The oldest claim of a tenant that holds nothing is served before others take more: they cannot starve it. */
    private long promisedToOthers(TenantId tenant) {
        for (Map.Entry<TenantId, Deque<Claim>> waiting : claims.entrySet()) {
            if (!held.containsKey(waiting.getKey())) {
                return waiting.getKey().equals(tenant) ? 0 : waiting.getValue().getFirst().amount;
            }
        }
        return 0;
    }

    /** Compared by identity: two callers may wait for the same amount. */
    private static final class Claim {
        private final long amount;

        Claim(long amount) {
            this.amount = amount;
        }
    }

    /** Whether a caller still wants the amount; asked from time to time. */
    @FunctionalInterface
    interface Wish {
        boolean stands();
    }
}
