package org.fhevm.coprocessor.worker.keys;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.retry.Backoff;
import org.fhevm.coprocessor.common.time.MonotonicClock;

/**
 * Which tenants are excluded at the moment: their keys are being loaded, cannot be loaded or used, or do not fit into
 * memory together with those in use. Tells a listener when a tenant may be served again. Thread-safe.
 *
 * <p>A tenant whose keys do not fit waits until others have finished. If those always have work, they never do. So when
 * a tenant has waited for the length of a turn, tenants whose keys are in use are excluded until it has been served;
 * then they wait for their turns.
 */
public final class TenantAvailability {
    /** Length of a turn: much longer than loading keys takes, so that turns cost little. */
    private static final Duration TURN = Duration.ofSeconds(30);

    /**
     * Pause before a tenant asks for memory again: memory may become free between a failed attempt and the decision to
     * wait.
     */
    private static final Duration ROOM_RETRY = Duration.ofSeconds(1);

    /** A tenant that has not asked for memory for this long has no work any more, or another worker does it. */
    private static final Duration FORGOTTEN = TURN;

    private static final Duration FORGOTTEN_PAUSE = Duration.ofMinutes(5);

    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
    private final MonotonicClock clock;
    private final Supplier<Set<TenantId>> inUse;
    private final Runnable becameAvailable;
    private final Map<TenantId, Pause> pauses = new HashMap<>();
    private final Map<TenantId, Integer> loading = new HashMap<>();
    private final Map<TenantId, Wait> waitingForCapacity = new HashMap<>();

    /**
     * @param inUse tenants whose keys are in use
     * @param becameAvailable told when keys have been loaded or memory may be free, so that a tenant may be served
     *     again; a pause ends without a call
     */
    public TenantAvailability(MonotonicClock clock, Supplier<Set<TenantId>> inUse, Runnable becameAvailable) {
        this.clock = clock;
        this.inUse = inUse;
        this.becameAvailable = becameAvailable;
    }

    public synchronized void beginLoading(TenantId tenant) {
        loading.merge(tenant, 1, Integer::sum);
    }

    public void endLoading(TenantId tenant) {
        synchronized (this) {
            loading.computeIfPresent(tenant, (key, loads) -> loads == 1 ? null : loads - 1);
        }
        becameAvailable.run();
    }

    /**
     * Excludes a tenant that cannot be served, for longer with each failure in a row.
     *
     * @return for how long; empty if the tenant is excluded already, so that computations which failed together count
     *     once
     */
    public synchronized Optional<Duration> pause(TenantId tenant) {
        Duration now = clock.now();
        Pause before = pauses.get(tenant);
        if (before != null && now.compareTo(before.until()) < 0) {
            return Optional.empty();
        }
        int failures = before == null ? 1 : before.failures() + 1;
        Duration length = backoff.after(failures);
        pauses.put(tenant, new Pause(failures, now.plus(length)));
        waitingForCapacity.remove(tenant);
        return Optional.of(length);
    }

    /** The tenant was served: its next exclusion is a short one again. */
    public synchronized void markHealthy(TenantId tenant) {
        pauses.remove(tenant);
        waitingForCapacity.remove(tenant);
    }

    /** The tenant's keys do not fit into memory together with those in use. */
    public synchronized void waitForCapacity(TenantId tenant) {
        Duration now = clock.now();
        Wait before = waitingForCapacity.get(tenant);
        waitingForCapacity.put(tenant, new Wait(before == null ? now : before.since(), now, now.plus(ROOM_RETRY)));
    }

    /** The keys of some tenant are no longer in use. */
    public void capacityFreed() {
        boolean isAwaited;
        synchronized (this) {
            isAwaited = !waitingForCapacity.isEmpty();
            waitingForCapacity.replaceAll((tenant, wait) -> new Wait(wait.since(), wait.asked(), clock.now()));
        }
        if (isAwaited) {
            becameAvailable.run();
        }
    }

    /** How many tenants are excluded because their keys could not be loaded or used. */
    public synchronized int paused() {
        forgetOldPauses();
        return pauses.size();
    }

    /** A tenant that was not tried again long after its exclusion has no work any more. */
    private void forgetOldPauses() {
        Duration now = clock.now();
        pauses.values().removeIf(pause -> now.compareTo(pause.until().plus(FORGOTTEN_PAUSE)) > 0);
    }

    /** How many tenants wait for memory. */
    public synchronized int waitingForCapacity() {
        return waitingForCapacity.size();
    }

    /** Tenants that are not to be served now. */
    public Set<TenantId> excludedTenants() {
        // Asked before this lock is taken, since the answer needs another one.
        Set<TenantId> using = inUse.get();
        synchronized (this) {
            return excludedTenants(using);
        }
    }

    private Set<TenantId> excludedTenants(Set<TenantId> using) {
        Duration now = clock.now();
        Set<TenantId> tenants = new HashSet<>(loading.keySet());
        waitingForCapacity.values().removeIf(wait -> now.compareTo(wait.asked().plus(FORGOTTEN)) > 0);
        if (waitingForCapacity.values().stream()
                .anyMatch(wait -> now.compareTo(wait.since().plus(TURN)) >= 0)) {
            tenants.addAll(using);
        }
        waitingForCapacity.forEach((tenant, wait) -> {
            if (now.compareTo(wait.until()) < 0) {
                tenants.add(tenant);
            }
        });
        pauses.forEach((tenant, pause) -> {
            if (now.compareTo(pause.until()) < 0) {
                tenants.add(tenant);
            }
        });
        return tenants;
    }

    private record Pause(int failures, Duration until) {}

    /** A wait for memory: when it began, when the tenant last asked, and when it asks again. */
    private record Wait(Duration since, Duration asked, Duration until) {}
}
