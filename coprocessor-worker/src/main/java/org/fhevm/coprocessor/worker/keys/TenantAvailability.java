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
 * Tenants that are passed over at the moment: their keys are being loaded, could not be or are no keys, or do not fit into
 * memory beside those in use. Tells a listener when one can be served again. Thread-safe.
 *
 * <p>One whose keys do not fit waits until others are done. Others that always have work would never be: when somebody has
 * waited for a turn, those with keys in use are passed over until he has been served, and then wait for theirs.
 */
public final class TenantAvailability {
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
    /** Much longer than loading keys takes, so that turns cost little. */
    private static final Duration TURN = Duration.ofSeconds(30);

    /** Room can be made between the look for it and the decision to wait for it. */
    private static final Duration ROOM_RETRY = Duration.ofSeconds(1);

    /** Whoever has not asked again for so long has no work any more, or another worker does it. */
    private static final Duration FORGOTTEN = TURN;

    private static final Duration FORGOTTEN_PAUSE = Duration.ofMinutes(5);

    private final MonotonicClock clock;
    private final Supplier<Set<TenantId>> inUse;
    private final Runnable becameAvailable;
    private final Map<TenantId, Pause> pauses = new HashMap<>();
    private final Map<TenantId, Integer> loading = new HashMap<>();
    private final Map<TenantId, Wait> waitingForCapacity = new HashMap<>();

    private record Pause(int failures, Duration until) {}

    /** A wait for room: when it began, when room was last asked for, and when to ask again. */
    private record Wait(Duration since, Duration asked, Duration until) {}

    /** @param inUse tenants whose keys are in use */
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
     * The tenant cannot be served: passes it over, for longer with each time in a row.
     *
     * @return for how long; nothing if it is passed over already, so that what failed together counts once
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

    /** The tenant could be served: the next pause is a short one again. */
    public synchronized void markHealthy(TenantId tenant) {
        pauses.remove(tenant);
        waitingForCapacity.remove(tenant);
    }

    /** The tenant's keys do not fit beside those in use. */
    public synchronized void waitForCapacity(TenantId tenant) {
        Duration now = clock.now();
        Wait before = waitingForCapacity.get(tenant);
        waitingForCapacity.put(tenant, new Wait(before == null ? now : before.since(), now, now.plus(ROOM_RETRY)));
    }

    /** Somebody's keys are in use no more. */
    public void capacityFreed() {
        boolean somebodyWaits;
        synchronized (this) {
            somebodyWaits = !waitingForCapacity.isEmpty();
            waitingForCapacity.replaceAll((tenant, wait) -> new Wait(wait.since(), wait.asked(), clock.now()));
        }
        if (somebodyWaits) {
            becameAvailable.run();
        }
    }

    /** How many tenants could not be served when it was last tried. */
    public synchronized int paused() {
        forgetOldPauses();
        return pauses.size();
    }

    /** Whoever was not tried again long after his pause has no work any more. */
    private void forgetOldPauses() {
        Duration now = clock.now();
        pauses.values().removeIf(pause -> now.compareTo(pause.until().plus(FORGOTTEN_PAUSE)) > 0);
    }

    /** How many tenants wait for room. */
    public synchronized int waitingForCapacity() {
        return waitingForCapacity.size();
    }

    /** Tenants to be passed over now. */
    public Set<TenantId> excludedTenants() {
        // Asked before our lock is taken: the answer comes from under another one.
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
}
