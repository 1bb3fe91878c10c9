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

/** Tenants that are passed over for a while, because the surroundings keep their keys from being loaded. Thread-safe. */
public final class TenantPauses {
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
    private final Clock clock;
    private final Map<TenantId, Pause> pauses = new HashMap<>();

    private record Pause(int failures, Instant until) {}

    public TenantPauses(Clock clock) {
        this.clock = clock;
    }

    /** Passes the tenant over, for longer with each failure in a row; returns for how long. */
    public synchronized Duration begin(TenantId tenant) {
        Pause before = pauses.get(tenant);
        int failures = before == null ? 1 : before.failures() + 1;
        Duration length = backoff.after(failures);
        pauses.put(tenant, new Pause(failures, clock.instant().plus(length)));
        return length;
    }

    /** The tenant could be served. */
    public synchronized void forget(TenantId tenant) {
        pauses.remove(tenant);
    }

    /** Tenants whose pause is not over. */
    public synchronized Set<TenantId> current() {
        Instant now = clock.instant();
        Set<TenantId> current = new HashSet<>();
        pauses.forEach((tenant, pause) -> {
            if (now.isBefore(pause.until())) {
                current.add(tenant);
            }
        });
        return current;
    }
}
