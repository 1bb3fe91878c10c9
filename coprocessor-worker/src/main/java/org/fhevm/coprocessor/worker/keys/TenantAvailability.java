package org.fhevm.coprocessor.worker.keys;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.retry.Backoff;

/**
 * Tenants that are passed over at the moment: their keys are being loaded, or could not be. Tells a listener when one can be
 * served again. Thread-safe.
 */
public final class TenantAvailability {
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
    private final Clock clock;
    private final Runnable becameAvailable;
    private final Map<TenantId, Pause> pauses = new HashMap<>();
    private final Map<TenantId, Integer> loading = new HashMap<>();

    private record Pause(int failures, Instant until) {}

    public TenantAvailability(Clock clock, Runnable becameAvailable) {
        this.clock = clock;
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

    /** The surroundings kept the keys from being loaded: passes the tenant over, for longer with each time in a row. */
    public synchronized Duration pause(TenantId tenant) {
        Pause before = pauses.get(tenant);
        int failures = before == null ? 1 : before.failures() + 1;
        Duration length = backoff.after(failures);
        pauses.put(tenant, new Pause(failures, clock.instant().plus(length)));
        return length;
    }

    /** The tenant could be served: the next pause is a short one again. */
    public synchronized void forget(TenantId tenant) {
        pauses.remove(tenant);
    }

    /** Tenants to be passed over now. */
    public synchronized Set<TenantId> passedOver() {
        Instant now = clock.instant();
        Set<TenantId> tenants = new HashSet<>(loading.keySet());
        pauses.forEach((tenant, pause) -> {
            if (now.isBefore(pause.until())) {
                tenants.add(tenant);
            }
        });
        return tenants;
    }
}
