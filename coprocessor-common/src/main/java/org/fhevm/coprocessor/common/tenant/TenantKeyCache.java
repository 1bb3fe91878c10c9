package org.fhevm.coprocessor.common.tenant;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tenants ready for work. Reading and preparing keys takes seconds and hundreds of megabytes, so that three things
 * matter:
 *
 * <ul>
 *   <li><b>once</b>: whoever asks for a tenant that is being loaded waits for that load;
 *   <li><b>bounded</b>: of the tenants that nobody uses, the least recently used are dropped until both limits hold. One
 *       that is in use is never dropped, even if the limits are exceeded meanwhile; whoever can wait asks for keys only
 *       {@linkplain #acquireIfItFits where they fit};
 *   <li><b>current</b>: after a while the row's revision is looked up again; if it changed, the tenant is loaded anew,
 *       and who uses the old keys finishes with them.
 * </ul>
 *
 * Thread-safe; meant to be called from virtual threads, since callers wait.
 */
public final class TenantKeyCache {
    private static final Logger LOG = LoggerFactory.getLogger(TenantKeyCache.class);

    private final TenantRepository tenants;
    private final TenantLoader loader;
    private final KeyCacheConfig config;
    private final Clock clock;
    private final Counter hits;
    private final Counter misses;
    private final Counter evictions;

    private final List<Runnable> releaseListeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    /** Least recently used first. Guarded by the lock, as are the mutable fields of the entries. */
    private final LinkedHashMap<TenantId, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    public TenantKeyCache(
            TenantRepository tenants, TenantLoader loader, KeyCacheConfig config, Clock clock, MeterRegistry metrics) {
        this.tenants = tenants;
        this.loader = loader;
        this.config = config;
        this.clock = clock;
        this.hits = metrics.counter("coprocessor_key_cache_hits");
        this.misses = metrics.counter("coprocessor_key_cache_misses");
        this.evictions = metrics.counter("coprocessor_key_cache_evictions");
        Gauge.builder("coprocessor_key_cache_bytes", this, TenantKeyCache::bytes)
                .register(metrics);
        Gauge.builder("coprocessor_key_cache_tenants", this, TenantKeyCache::size)
                .register(metrics);
    }

    /** The use of a tenant; closing it, once, allows the cache to drop the keys. */
    public final class Use implements AutoCloseable {
        private final Entry entry;
        private final TenantContext context;
        private boolean closed;

        private Use(Entry entry, TenantContext context) {
            this.entry = entry;
            this.context = context;
        }

        public TenantContext context() {
            return context;
        }

        @Override
        public void close() {
            boolean released = false;
            lock.lock();
            try {
                if (!closed) {
                    closed = true;
                    released = --entry.users == 0;
                    evict();
                }
            } finally {
                lock.unlock();
            }
            if (released) {
                releaseListeners.forEach(Runnable::run);
            }
        }
    }

    /** Has somebody told whenever the keys of a tenant are in use no more. */
    public void onRelease(Runnable listener) {
        releaseListeners.add(listener);
    }

    /** Tenants whose keys are in use, or being loaded for use. */
    public Set<TenantId> inUse() {
        lock.lock();
        try {
            Set<TenantId> tenants = new HashSet<>();
            entries.forEach((tenant, entry) -> {
                if (entry.users > 0) {
                    tenants.add(tenant);
                }
            });
            return tenants;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The tenant, loaded if need be.
     *
     * @throws CoprocessorException with {@link CoprocessorError.TenantKeysUnusable} if it does not exist or its keys
     *     cannot be read
     * @throws org.jooq.exception.DataAccessException if the database fails; the next call tries again
     */
    public Use acquire(TenantId tenant) {
        return acquire(tenant, OptionalLong.empty()).orElseThrow(() -> new IllegalStateException("no bound was given"));
    }

    /**
     * As {@link #acquire}, except that keys which would have to be loaded and do not fit into the cache's bytes beside those
     * in use are not: there is nothing then. When none are in use any keys fit.
     */
    public Optional<Use> acquireIfItFits(TenantId tenant) {
        return acquire(tenant, OptionalLong.of(isLoaded(tenant) ? 0 : tenants.keyBytes(tenant)));
    }

    /** @param bounded the size of the keys, if they are to be loaded only where they fit */
    private Optional<Use> acquire(TenantId tenant, OptionalLong bounded) {
        while (true) {
            Entry entry;
            boolean loads;
            lock.lock();
            try {
                Entry present = entries.get(tenant);
                loads = present == null;
                if (loads && bounded.isPresent() && !fitsBesideThoseInUse(bounded.getAsLong())) {
                    return Optional.empty();
                }
                entry = present == null ? new Entry() : present;
                entry.users++;
                if (loads) {
                    // Room is made before it is taken.
                    entry.bytes = bounded.orElse(0);
                    entries.put(tenant, entry);
                    evict();
                }
            } finally {
                lock.unlock();
            }
            boolean succeeded = false;
            try {
                if (loads) {
                    misses.increment();
                    load(tenant, entry);
                } else {
                    hits.increment();
                }
                TenantContext context = await(entry);
                if (isCurrent(tenant, entry, context)) {
                    succeeded = true;
                    return Optional.of(new Use(entry, context));
                }
            } finally {
                if (!succeeded) {
                    forget(tenant, entry);
                }
            }
        }
    }

    /** Whether the tenant can be acquired without loading anything, as far as can be told now. */
    public boolean isLoaded(TenantId tenant) {
        lock.lock();
        try {
            Entry entry = entries.get(tenant);
            return entry != null && entry.context.isDone();
        } finally {
            lock.unlock();
        }
    }

    private static final class Entry {
        private final CompletableFuture<TenantContext> context = new CompletableFuture<>();
        private int users;
        private long bytes;
        private Instant checkedAt = Instant.MIN;
    }

    private record Loaded(TenantLoader.Prepared prepared, long bytes) {}

    private void load(TenantId tenant, Entry entry) {
        try {
            Loaded loaded = read(tenant);
            TenantContext context = loaded.prepared().prepare();
            lock.lock();
            try {
                entry.bytes = loaded.bytes();
                entry.checkedAt = clock.instant();
                evict();
            } finally {
                lock.unlock();
            }
            LOG.info("loaded the keys of tenant {} ({} MB)", tenant, loaded.bytes() >> 20);
            entry.context.complete(context);
        } catch (Throwable e) {
            // Whatever it was, those who wait must not wait for ever.
            entry.context.completeExceptionally(e);
        }
    }

    private Loaded read(TenantId tenant) {
        Optional<Loaded> loaded;
        try {
            loaded = tenants.withKeys(tenant, (row, keys) -> {
                long bytes = keys.size(TenantKey.SERVER)
                        + keys.size(TenantKey.PUBLIC)
                        + keys.size(TenantKey.PUBLIC_PARAMETERS);
                return new Loaded(loader.read(row, keys), bytes);
            });
        } catch (DataAccessException e) {
            if (e.getCause() instanceof MalformedInputException malformed) {
                String reason = "its keys cannot be read: " + malformed.getMessage();
                throw new CoprocessorException(new CoprocessorError.TenantKeysUnusable(tenant, reason), malformed);
            }
            throw e;
        }
        return loaded.orElseThrow(() ->
                new CoprocessorException(new CoprocessorError.TenantKeysUnusable(tenant, "there is no such tenant")));
    }

    private static TenantContext await(Entry entry) {
        try {
            return entry.context.join();
        } catch (CompletionException e) {
            // A failure of the loading thread, told to each who waited for it.
            switch (e.getCause()) {
                case CoprocessorException cause -> throw new CoprocessorException(cause.error(), cause);
                case DataAccessException cause -> throw new DataAccessException(cause.getMessage(), cause);
                case null, default -> throw e;
            }
        }
    }

    /** Looks at the row again when the last look is too long ago. */
    private boolean isCurrent(TenantId tenant, Entry entry, TenantContext context) {
        Instant now = clock.instant();
        lock.lock();
        try {
            if (now.isBefore(entry.checkedAt.plus(config.maximumAge()))) {
                return true;
            }
        } finally {
            lock.unlock();
        }
        boolean same = tenants.find(tenant)
                .map(row -> row.revision().equals(context.tenant().revision()))
                .orElse(false);
        lock.lock();
        try {
            entry.checkedAt = now;
        } finally {
            lock.unlock();
        }
        if (!same) {
            LOG.info("the row of tenant {} has changed; its keys are loaded anew", tenant);
        }
        return same;
    }

    /** Drops an entry that failed or is out of date; who uses its keys keeps them. */
    private void forget(TenantId tenant, Entry entry) {
        lock.lock();
        try {
            entry.users--;
            entries.remove(tenant, entry);
        } finally {
            lock.unlock();
        }
    }

    private boolean fitsBesideThoseInUse(long bytes) {
        boolean noneInUse = true;
        long sum = bytes;
        for (Entry entry : entries.values()) {
            if (entry.users > 0) {
                noneInUse = false;
                sum += entry.bytes;
            }
        }
        return noneInUse || sum <= config.maximumBytes();
    }

    private void evict() {
        List<TenantId> evicted = new ArrayList<>();
        long bytes = bytesLocked();
        int count = entries.size();
        Iterator<Map.Entry<TenantId, Entry>> oldestFirst = entries.entrySet().iterator();
        while ((count > config.maximumTenants() || bytes > config.maximumBytes()) && oldestFirst.hasNext()) {
            Map.Entry<TenantId, Entry> candidate = oldestFirst.next();
            if (candidate.getValue().users == 0) {
                oldestFirst.remove();
                count--;
                bytes -= candidate.getValue().bytes;
                evicted.add(candidate.getKey());
            }
        }
        if (!evicted.isEmpty()) {
            evictions.increment(evicted.size());
            LOG.info("dropped the keys of tenants {}", evicted);
        }
    }

    private long bytes() {
        lock.lock();
        try {
            return bytesLocked();
        } finally {
            lock.unlock();
        }
    }

    private int size() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    private long bytesLocked() {
        return entries.values().stream().mapToLong(entry -> entry.bytes).sum();
    }
}
