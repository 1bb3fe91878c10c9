package org.fhevm.coprocessor.server.auth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * Finds the tenant of an API key. Keys in use are cached and read again in the background, so that calls do not wait
 * for the database, and a revoked key is refused within a second.
 *
 * <p>A key that is not cached is looked up together with all others that wait: one thread runs one statement at a time
 * for a batch of keys, with a pause after each. Any number of invalid keys costs one database connection, and a new
 * tenant's key is in one of the next batches.
 */
public final class Authenticator implements AutoCloseable {
    private final ApiKeySource source;
    private final AuthenticationSettings settings;
    private final Map<KeyDigest, KnownKey> known = new ConcurrentHashMap<>();
    private final Map<KeyDigest, Lookup> lookups = new ConcurrentHashMap<>();
    private final BlockingQueue<Lookup> queue;
    private final Semaphore waiting;
    private final Thread reader;
    private volatile boolean closed;

    public Authenticator(ApiKeySource source) {
        this(source, AuthenticationSettings.DEFAULT);
    }

    Authenticator(ApiKeySource source, AuthenticationSettings settings) {
        this.source = source;
        this.settings = settings;
        this.queue = new ArrayBlockingQueue<>(settings.maximumWaiting());
        this.waiting = new Semaphore(settings.maximumWaiting());
        this.reader = Thread.ofVirtual().name("api-keys").start(this::read);
    }

    /**
     * The tenant of a key. A missing key and a key that no tenant has are refused in the same way. A call whose key is
     * not cached waits for its look-up.
     *
     * @throws CoprocessorException with {@link CoprocessorError.UnknownApiKey} if no tenant has the key, with {@link
     *     CoprocessorError.ApiKeysUnavailable} if the look-up takes too long or too many calls wait
     * @throws org.jooq.exception.DataAccessException if the key is not cached and the database fails
     */
    public TenantId authenticate(Optional<ApiKey> apiKey) {
        return apiKey.flatMap(key -> tenantOf(key.uuid()))
                .orElseThrow(() -> new CoprocessorException(new CoprocessorError.UnknownApiKey()));
    }

    private Optional<TenantId> tenantOf(UUID key) {
        KeyDigest digest = KeyDigest.of(key);
        KnownKey remembered = known.get(digest);
        long now = System.nanoTime();
        if (remembered != null
                && now - remembered.readAt < settings.maximumAge().toNanos()) {
            remembered.usedAt = now;
            return Optional.of(remembered.tenant);
        }
        return lookedUp(key, digest);
    }

    private Optional<TenantId> lookedUp(UUID key, KeyDigest digest) {
        if (!waiting.tryAcquire()) {
            throw busy();
        }
        try {
            return lookup(key, digest).found.get(settings.patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw busy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        } finally {
            waiting.release();
        }
    }

    /** Calls with the same key wait for the same lookup. */
    private Lookup lookup(UUID key, KeyDigest digest) {
        Lookup lookup = lookups.computeIfAbsent(digest, same -> new Lookup(key, digest));
        if (lookup.queue() && (closed || !queue.offer(lookup))) {
            lookups.remove(digest, lookup);
            lookup.found.completeExceptionally(busy());
        }
        return lookup;
    }

    private static CoprocessorException busy() {
        return new CoprocessorException(new CoprocessorError.ApiKeysUnavailable());
    }

    /** The thread that asks the database. */
    private void read() {
        long refreshedAt = System.nanoTime();
        while (!closed) {
            long untilRefresh = refreshedAt + settings.refreshPeriod().toNanos() - System.nanoTime();
            List<Lookup> batch = nextBatch(Math.max(0, untilRefresh));
            if (!batch.isEmpty()) {
                answer(batch);
            }
            if (refreshedAt + settings.refreshPeriod().toNanos() - System.nanoTime() <= 0) {
                refreshedAt = System.nanoTime();
                refresh();
            }
            LockSupport.parkNanos(settings.pause().toNanos());
        }
        lookups.values().forEach(lookup -> lookup.found.completeExceptionally(busy()));
    }

    private List<Lookup> nextBatch(long patienceNanos) {
        List<Lookup> batch = new ArrayList<>();
        try {
            Lookup first = queue.poll(patienceNanos, TimeUnit.NANOSECONDS);
            if (first != null) {
                batch.add(first);
                queue.drainTo(batch, settings.batchSize() - 1);
            }
        } catch (InterruptedException e) {
            closed = true;
        }
        return batch;
    }

    private void answer(List<Lookup> batch) {
        long readAt = System.nanoTime();
        // A call that comes from here on begins a lookup of its own, and so sees all earlier commits.
        batch.forEach(lookup -> lookups.remove(lookup.digest, lookup));
        Map<UUID, TenantId> tenants;
        try {
            tenants = source.tenants(batch.stream().map(lookup -> lookup.key).toList());
        } catch (RuntimeException | Error e) {
            batch.forEach(lookup -> lookup.found.completeExceptionally(e));
            return;
        }
        for (Lookup lookup : batch) {
            TenantId tenant = tenants.get(lookup.key);
            if (tenant != null) {
                remember(lookup.key, lookup.digest, tenant, readAt);
            }
            lookup.found.complete(Optional.ofNullable(tenant));
        }
    }

    private void remember(UUID key, KeyDigest digest, TenantId tenant, long readAt) {
        if (known.size() >= settings.maximumKnown()) {
            known.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().usedAt - readAt))
                    .ifPresent(oldest -> known.remove(oldest.getKey()));
        }
        known.put(digest, new KnownKey(key, tenant, readAt));
    }

    /** Reads keys in use again. If that fails, they expire, and calls with them wait for the database. */
    private void refresh() {
        long now = System.nanoTime();
        known.values().removeIf(key -> now - key.usedAt > settings.unusedTime().toNanos());
        List<Map.Entry<KeyDigest, KnownKey>> keys = new ArrayList<>(known.entrySet());
        for (int from = 0; from < keys.size(); from += settings.batchSize()) {
            refresh(keys.subList(from, Math.min(keys.size(), from + settings.batchSize())));
        }
    }

    private void refresh(Collection<Map.Entry<KeyDigest, KnownKey>> keys) {
        long readAt = System.nanoTime();
        Map<UUID, TenantId> tenants;
        try {
            tenants = new HashMap<>(source.tenants(
                    keys.stream().map(entry -> entry.getValue().key).toList()));
        } catch (RuntimeException e) {
            return;
        }
        for (Map.Entry<KeyDigest, KnownKey> entry : keys) {
            KnownKey key = entry.getValue();
            if (key.tenant.equals(tenants.get(key.key))) {
                key.readAt = readAt;
            } else {
                known.remove(entry.getKey(), key);
            }
        }
    }

    /** Cached keys, for tests. */
    int knownKeys() {
        return known.size();
    }

    @Override
    public void close() {
        closed = true;
        reader.interrupt();
    }

    /** Mutable: calls and the reader move its times forward. */
    private static final class KnownKey {
        private final UUID key;
        private final TenantId tenant;
        private volatile long readAt;
        private volatile long usedAt;

        KnownKey(UUID key, TenantId tenant, long readAt) {
            this.key = key;
            this.tenant = tenant;
            this.readAt = readAt;
            this.usedAt = readAt;
        }
    }

    /** A key that is being looked up, and the calls that wait for it. */
    private static final class Lookup {
        private final UUID key;
        private final KeyDigest digest;
        private final CompletableFuture<Optional<TenantId>> found = new CompletableFuture<>();
        private boolean queued;

        Lookup(UUID key, KeyDigest digest) {
            this.key = key;
            this.digest = digest;
        }

        /** Whether the caller is the one to queue it. */
        synchronized boolean queue() {
            boolean first = !queued;
            queued = true;
            return first;
        }
    }
}
