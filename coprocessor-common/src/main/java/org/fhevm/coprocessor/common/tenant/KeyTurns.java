package org.fhevm.coprocessor.common.tenant;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * The turns of tenants whose keys do not fit in memory together. Tenants wait in order of arrival; once the first has
 * waited for {@link #TURN}, the others give way to it until it is served.
 *
 * <p>Bookkeeping only: callers pass the time, and do the waiting. Not thread-safe; the lock of the cache guards it.
 */
final class KeyTurns {
    /** After a wait of this length, other tenants give way to the first one. */
    static final Duration TURN = Duration.ofSeconds(5);

    /** A tenant whose callers have all given up keeps its turn for this long, since one of them may ask again. */
    static final Duration GRACE = Duration.ofSeconds(5);

    /** The first to arrive first. */
    private final Map<TenantId, Wait> waits = new LinkedHashMap<>();

    /** Whether another tenant comes before this one. */
    boolean mustGiveWay(TenantId tenant, Duration now) {
        if (waits.isEmpty()) {
            return false;
        }
        waits.values().removeIf(wait -> wait.callers == 0 && now.compareTo(wait.lastAsked.plus(GRACE)) >= 0);
        if (waits.isEmpty()) {
            return false;
        }
        Map.Entry<TenantId, Wait> first = waits.entrySet().iterator().next();
        return !first.getKey().equals(tenant)
                && now.compareTo(first.getValue().since.plus(TURN)) >= 0;
    }

    /**
     * Lets a caller wait for its tenant's turn.
     *
     * @param wait its wait so far; null for a caller that begins to wait
     * @return the same, or the tenant's new wait if another caller of the tenant has been served meanwhile
     */
    Wait join(TenantId tenant, @Nullable Wait wait, Duration now) {
        if (wait != null && waits.get(tenant) == wait) {
            return wait;
        }
        leave(wait, now);
        Wait joined = waits.computeIfAbsent(tenant, absent -> new Wait(now));
        joined.callers++;
        return joined;
    }

    /** A caller waits no longer; null for one that never did. */
    void leave(@Nullable Wait wait, Duration now) {
        if (wait != null) {
            wait.callers--;
            wait.lastAsked = now;
        }
    }

    /**
     * Ends the turn of a tenant whose keys are available now.
     *
     * @return whether it had waited, so that those that gave way to it may be next
     */
    boolean served(TenantId tenant) {
        return waits.remove(tenant) != null;
    }

    /** The wait of one tenant's callers. */
    static final class Wait {
        private final Duration since;
        private Duration lastAsked;
        private int callers;

        private Wait(Duration since) {
            this.since = since;
            this.lastAsked = since;
        }
    }
}
