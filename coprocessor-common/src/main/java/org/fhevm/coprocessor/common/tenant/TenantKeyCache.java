package org.fhevm.coprocessor.common.tenant;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tenants ready for work. To read a tenant's keys takes seconds, and they take hundreds of megabytes. The cache
 * therefore loads them
 *
 * <ul>
 *   <li><b>once</b>: callers that ask for a tenant whose keys are being loaded wait for that load ({@link KeyLoads});
 *   <li><b>within bounds</b>: the least recently used keys are evicted until both limits hold, but never pinned keys.
 *       Keys that do not fit beside the pinned ones are not loaded, unless none are pinned ({@link KeyBudget});
 *   <li><b>fairly</b>: tenants whose keys do not fit together take turns. When one has waited for a while, new pins of
 *       other keys wait until it has been served ({@link KeyTurns});
 *   <li><b>afresh</b> when they are stale: after a while, the cache checks whether the revision of the tenant's row has
 *       changed ({@link KeyRefresh}). Callers that hold the old keys keep them, and these still count.
 * </ul>
 *
 * Thread-safe. Callers wait, and are meant to be virtual threads.
 */
public final class TenantKeyCache {
    private static final Logger LOG = LoggerFactory.getLogger(TenantKeyCache.class);

    /** Keys are pinned for seconds, and clients do not wait much longer for an answer. */
    private static final Duration MAXIMUM_WAIT = Duration.ofSeconds(20);

    private final TenantRepository tenants;
    private final MonotonicClock clock;
    private final Duration maximumWait;
    private final KeyBudget budget;
    private final KeyLoads loads;
    private final KeyRefresh refresh;
    private final KeyCacheMetrics measured;
    private final List<Runnable> releaseListeners = new CopyOnWriteArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    /**
     * Signalled when keys are no longer pinned, have been loaded or could not be, when another tenant's turn comes, and
     * by {@link #wakeWaiting}.
     */
    private final Condition capacityFreed = lock.newCondition();
    /** Least recently used first. Guarded by the lock, as are the mutable fields of the entries. */
    private final LinkedHashMap<TenantId, CachedKeys> entries = new LinkedHashMap<>(16, 0.75f, true);
    /** Stale entries that are still pinned. Guarded by the lock. */
    private final Set<CachedKeys> retired = new HashSet<>();
    /** Guarded by the lock. */
    private final KeyTurns turns = new KeyTurns();

    public TenantKeyCache(
            TenantRepository tenants,
            TenantLoader loader,
            KeyCacheConfig config,
            MonotonicClock clock,
            MeterRegistry metrics) {
        this(tenants, loader, config, clock, MAXIMUM_WAIT, metrics);
    }

    TenantKeyCache(
            TenantRepository tenants,
            TenantLoader loader,
            KeyCacheConfig config,
            MonotonicClock clock,
            Duration maximumWait,
            MeterRegistry metrics) {
        this.tenants = tenants;
        this.clock = clock;
        this.maximumWait = maximumWait;
        this.budget = new KeyBudget(config.maximumTenants(), config.maximumBytes());
        this.loads = new KeyLoads(tenants, loader);
        this.refresh = new KeyRefresh(tenants, clock, config.maximumAge());
        this.measured = new KeyCacheMetrics(metrics, this::bytes, this::size);
    }

    /**
     * Registers a listener that is called whenever a tenant's keys are no longer pinned: on the thread that released
     * the last pin, and without the lock of the cache.
     */
    public void onRelease(Runnable listener) {
        releaseListeners.add(listener);
    }

    /**
     * Pins the tenant's keys, which are loaded if they are not in memory. If they do not fit beside the pinned ones,
     * this waits for a while.
     *
     * @throws CoprocessorException with {@link CoprocessorError.TenantKeysUnusable} if it does not exist or its keys
     *     cannot be read, with {@link CoprocessorError.NoRoomForKeys} if they do not fit in time or the thread is
     *     interrupted
     * @throws DataAccessException if the database fails; the next call tries again
     */
    public Pin acquire(TenantId tenant) {
        return acquire(tenant, maximumWait, () -> false)
                .orElseThrow(() -> new CoprocessorException(new CoprocessorError.NoRoomForKeys(tenant)));
    }

    /** As {@link #acquire(TenantId)}, but never waits: empty if the keys do not fit now. */
    public Optional<Pin> acquireIfItFits(TenantId tenant) {
        return acquire(tenant, Duration.ZERO, () -> false);
    }

    /**
     * As {@link #acquire(TenantId)}, but with a wait that the caller bounds.
     *
     * @param maximumWait longest wait until the keys fit
     * @param unwanted whether the caller needs the keys no longer; asked when the wait begins and after each {@link
     *     #wakeWaiting}
     * @return empty if the keys did not fit in time, or are no longer needed, or the thread was interrupted
     */
    public Optional<Pin> acquire(TenantId tenant, Duration maximumWait, BooleanSupplier unwanted) {
        while (true) {
            Optional<CachedKeys> found = pin(tenant, maximumWait, unwanted);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            CachedKeys entry = found.get();
            boolean succeeded = false;
            try {
                TenantContext context = entry.await();
                if (refresh.isFresh(tenant, context, entry.schedule())) {
                    succeeded = true;
                    return Optional.of(new Pin(entry, context));
                }
                retire(entry);
            } finally {
                if (!succeeded) {
                    unpin(entry);
                }
            }
        }
    }

    /** Wakes the callers that wait, so that each asks whether its keys are still wanted. */
    public void wakeWaiting() {
        lock.lock();
        try {
            capacityFreed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The tenants whose keys are pinned; keys that are being loaded are pinned by their callers. */
    public Set<TenantId> inUse() {
        lock.lock();
        try {
            return all().filter(CachedKeys::isPinned).map(CachedKeys::tenant).collect(Collectors.toSet());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether the tenant's keys are in memory, as far as can be told: they may be evicted, or found stale, at any time.
     */
    public boolean isLoaded(TenantId tenant) {
        lock.lock();
        try {
            CachedKeys entry = entries.get(tenant);
            return entry != null && entry.isLoaded();
        } finally {
            lock.unlock();
        }
    }

    /** Pins the tenant's entry, which is loaded if there was none; empty if its keys do not fit. */
    private Optional<CachedKeys> pin(TenantId tenant, Duration maximumWait, BooleanSupplier unwanted) {
        Optional<CachedKeys> present = pinPresent(tenant);
        if (present.isPresent()) {
            return present;
        }
        long bytes = tenants.keyBytes(tenant);
        CachedKeys added = new CachedKeys(tenant, bytes);
        lock.lock();
        try {
            if (!awaitTurn(tenant, bytes, maximumWait, unwanted)) {
                return Optional.empty();
            }
            // Another caller may have begun to load it meanwhile.
            CachedKeys loaded = entries.get(tenant);
            if (loaded != null) {
                return Optional.of(addPin(loaded));
            }
            entries.put(tenant, added);
            evict();
        } finally {
            lock.unlock();
        }
        measured.misses.increment();
        load(added);
        return Optional.of(added);
    }

    private Optional<CachedKeys> pinPresent(TenantId tenant) {
        lock.lock();
        try {
            CachedKeys present = entries.get(tenant);
            if (present == null || turns.mustGiveWay(tenant, clock.now())) {
                return Optional.empty();
            }
            return Optional.of(addPin(present));
        } finally {
            lock.unlock();
        }
    }

    private CachedKeys addPin(CachedKeys present) {
        present.pin();
        measured.hits.increment();
        return present;
    }

    /**
     * Waits, with the lock, until the tenant's keys may be pinned; false if that takes too long, they are no longer
     * wanted, or the thread is interrupted.
     */
    private boolean awaitTurn(TenantId tenant, long bytes, Duration maximumWait, BooleanSupplier unwanted) {
        KeyTurns.Wait wait = null;
        try {
            long nanos = maximumWait.toNanos();
            while (!mayPin(tenant, bytes)) {
                wait = turns.join(tenant, wait, clock.now());
                if (nanos <= 0 || unwanted.getAsBoolean()) {
                    return false;
                }
                nanos = capacityFreed.awaitNanos(nanos);
            }
            if (turns.served(tenant)) {
                capacityFreed.signalAll();
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            turns.leave(wait, clock.now());
        }
    }

    private boolean mayPin(TenantId tenant, long bytes) {
        return !turns.mustGiveWay(tenant, clock.now())
                && (entries.containsKey(tenant) || budget.fits(bytes, all().toList()));
    }

    private void load(CachedKeys entry) {
        try {
            TenantContext context = loads.load(entry.tenant());
            lock.lock();
            try {
                entry.setBytes(context.memoryBytes());
                refresh.scheduleRefresh(entry.schedule());
                evict();
                capacityFreed.signalAll();
            } finally {
                lock.unlock();
            }
            entry.loaded(context);
        } catch (Throwable e) {
            discard(entry);
            // Any failure at all: the callers that wait for the load must not wait forever.
            entry.failed(e);
        }
    }

    private void unpin(CachedKeys entry) {
        boolean released;
        lock.lock();
        try {
            released = entry.unpin();
            if (released) {
                retired.remove(entry);
                capacityFreed.signalAll();
            }
            evict();
        } finally {
            lock.unlock();
        }
        if (released) {
            releaseListeners.forEach(Runnable::run);
        }
    }

    /** Removes a stale entry. Callers that already hold its keys keep them. */
    private void retire(CachedKeys entry) {
        lock.lock();
        try {
            if (entries.remove(entry.tenant(), entry)) {
                retired.add(entry);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Removes an entry whose keys could not be loaded: the next caller tries again. */
    private void discard(CachedKeys entry) {
        lock.lock();
        try {
            entries.remove(entry.tenant(), entry);
            capacityFreed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void evict() {
        List<TenantId> evicted = budget.evictions(
                entries.values(), retired.stream().mapToLong(CachedKeys::bytes).sum());
        if (!evicted.isEmpty()) {
            evicted.forEach(entries::remove);
            measured.evictions.increment(evicted.size());
            LOG.info("evicted the keys of tenants {}", evicted);
        }
    }

    private long bytes() {
        lock.lock();
        try {
            return all().mapToLong(CachedKeys::bytes).sum();
        } finally {
            lock.unlock();
        }
    }

    private int size() {
        lock.lock();
        try {
            return entries.size() + retired.size();
        } finally {
            lock.unlock();
        }
    }

    private Stream<CachedKeys> all() {
        return Stream.concat(entries.values().stream(), retired.stream());
    }

    /** Keeps the keys of a tenant in memory until it is closed. */
    public final class Pin implements AutoCloseable {
        private final CachedKeys entry;
        private final TenantContext context;
        private boolean closed;

        private Pin(CachedKeys entry, TenantContext context) {
            this.entry = entry;
            this.context = context;
        }

        public TenantContext context() {
            return context;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (closed) {
                    return;
                }
                closed = true;
            } finally {
                lock.unlock();
            }
            unpin(entry);
        }
    }
}
