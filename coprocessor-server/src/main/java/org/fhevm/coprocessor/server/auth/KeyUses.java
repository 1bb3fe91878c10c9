package org.fhevm.coprocessor.server.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.fhevm.coprocessor.common.access.Credential;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.access.KeyUse;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * Records when named API keys were used last: once a minute for each key at most, many keys by one statement, and on a
 * thread of its own, so that no caller waits for it.
 */
final class KeyUses implements AutoCloseable {
    static final Duration PERIOD = Duration.ofMinutes(1);

    /** Most keys whose use is not forgotten yet; further ones are recorded when there is room again. */
    static final int MAXIMUM_KEYS = 10_000;

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final long PRECISION_MILLIS = 1000;

    private final Consumer<Collection<KeyUse>> target;
    private final Consumer<RuntimeException> failures;
    private final InstantSource clock;
    /** The last use of each key, in milliseconds since 1970. */
    private final Map<Key, Long> uses = new ConcurrentHashMap<>();
    /** The use that was recorded last. Only the thread that records uses it. */
    private final Map<Key, Long> recorded = new HashMap<>();

    private final Thread recorder;
    private volatile boolean closed;

    /** @param failures receives a failure of the target; the next attempt follows after {@link #PERIOD} */
    KeyUses(Consumer<Collection<KeyUse>> target, Consumer<RuntimeException> failures, InstantSource clock) {
        this.target = target;
        this.failures = failures;
        this.clock = clock;
        this.recorder = Thread.ofVirtual().name("api-key-uses").start(this::run);
    }

    /** A call has shown the key of this grant. */
    void used(Grant grant) {
        if (grant.credential() instanceof Credential.NamedKey(String name)) {
            used(new Key(grant.tenant(), name), clock.millis());
        }
    }

    private void used(Key key, long now) {
        Long last = uses.get(key);
        boolean isNew = last == null ? uses.size() < MAXIMUM_KEYS : now - last >= PRECISION_MILLIS;
        if (isNew) {
            uses.merge(key, now, Math::max);
        }
    }

    private void run() {
        while (!closed) {
            Duration pause = PAUSE;
            try {
                record();
            } catch (RuntimeException e) {
                failures.accept(e);
                pause = PERIOD;
            }
            if (!closed) {
                LockSupport.parkNanos(pause.toNanos());
            }
        }
    }

    private void record() {
        List<Map.Entry<Key, Long>> due = new ArrayList<>();
        uses.forEach((key, at) -> {
            if (isDue(key, at)) {
                due.add(Map.entry(key, at));
            } else if (clock.millis() - at > PERIOD.toMillis() && uses.remove(key, at)) {
                recorded.remove(key);
            }
        });
        if (!due.isEmpty()) {
            target.accept(due.stream().map(KeyUses::use).toList());
            due.forEach(use -> recorded.put(use.getKey(), use.getValue()));
        }
    }

    private boolean isDue(Key key, long at) {
        Long last = recorded.get(key);
        return last == null || at - last >= PERIOD.toMillis();
    }

    private static KeyUse use(Map.Entry<Key, Long> entry) {
        return new KeyUse(entry.getKey().tenant, entry.getKey().name, Instant.ofEpochMilli(entry.getValue()));
    }

    /** Keys whose use is not forgotten, for tests. */
    int keys() {
        return uses.size();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(recorder);
    }

    private record Key(TenantId tenant, String name) {}
}
