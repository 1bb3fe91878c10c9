package org.fhevm.coprocessor.common.tenant;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
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
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tenants ready for work. Reading and preparing keys takes seconds and hundreds of megabytes, so that four things
 * matter:
 *
 * <ul>
 *   <li><b>once</b>: whoever asks for a tenant that is being loaded waits for that load;
 *   <li><b>bounded</b>: of the tenants that nobody uses, the least recently used are dropped until both limits hold. One
 *       that is in use is never dropped; keys that do not fit beside those in use are not loaded, unless none are in use.
 *       Few are loaded at the same time, since each load holds a connection;
 *   <li><b>fair</b>: tenants whose keys do not fit together take turns. When one has waited for a while, new uses of
 *       other keys wait until it has been served;
 *   <li><b>current</b>: after a while the row's revision is looked up again; if it changed, the tenant is loaded anew,
 *       and who uses the old keys finishes with them. Until then those take their room.
 * </ul>
 *
 * Thread-safe; meant to be called from virtual threads, since callers wait.
 */
public final class TenantKeyCache {
    private static final Logger LOG = LoggerFactory.getLogger(TenantKeyCache.class);

    /** How long a call waits for room: keys are in use for seconds, and clients do not wait much longer. */
    private static final Duration MAXIMUM_WAIT = Duration.ofSeconds(20);

    private static final int LOADS_AT_ONCE = 2;

    /** After a wait of this long for room, other tenants' new uses wait until the first one has been served. */
    private static final Duration TURN = Duration.ofSeconds(5);

    /** A tenant that does not ask again for this long does not wait any more. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(5);

    /** When to look at a row again while somebody is looking, or after the look failed. */
    private static final Duration REFRESH_RETRY = Duration.ofSeconds(5);

    private final TenantRepository tenants;
    private final TenantLoader loader;
    private final KeyCacheConfig config;
    private final MonotonicClock clock;
    private final Duration maximumWait;
    private final Counter hits;
    private final Counter misses;
    private final Counter evictions;

    private final List<Runnable> releaseListeners = new CopyOnWriteArrayList<>();
    private final Semaphore loads = new Semaphore(LOADS_AT_ONCE, true);
    private final ReentrantLock lock = new ReentrantLock();
    /** When keys are in use no more, or turn out to be smaller. */
    private final Condition capacityFreed = lock.newCondition();
    /** Least recently used first. Guarded by the lock, as are the mutable fields of the entries. */
    private final LinkedHashMap<TenantId, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    /** Tenants that wait for room, the first to have asked first. Guarded by the lock. */
    private final LinkedHashMap<TenantId, Wait> waits = new LinkedHashMap<>();
    /** Out of date, and still in use. Guarded by the lock. */
    private final Set<Entry> retired = new HashSet<>();

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
        this.loader = loader;
        this.config = config;
        this.clock = clock;
        this.maximumWait = maximumWait;
        this.hits = metrics.counter("coprocessor_key_cache_hits");
        this.misses = metrics.counter("coprocessor_key_cache_misses");
        this.evictions = metrics.counter("coprocessor_key_cache_evictions");
        Gauge.builder("coprocessor_key_cache_bytes", this, TenantKeyCache::bytes)
                .register(metrics);
        Gauge.builder("coprocessor_key_cache_tenants", this, TenantKeyCache::size)
                .register(metrics);
    }

    /** Keeps the keys of a tenant in the cache until it is closed. */
    public final class Pin implements AutoCloseable {
        private final Entry entry;
        private final TenantContext context;
        private boolean closed;

        private Pin(Entry entry, TenantContext context) {
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

    /** Registers a listener that is called when a tenant's keys are no longer in use. */
    public void onRelease(Runnable listener) {
        releaseListeners.add(listener);
    }

    /** Tenants whose keys are in use, or being loaded for use. */
    public Set<TenantId> inUse() {
        lock.lock();
        try {
            return all().filter(entry -> entry.pins > 0)
                    .map(entry -> entry.tenant)
                    .collect(Collectors.toSet());
        } finally {
            lock.unlock();
        }
    }

    /**
     * The tenant, loaded if need be. Where its keys do not fit into the cache's bytes beside those in use, this waits for a
     * while. When none are in use any keys fit.
     *
     * @throws CoprocessorException with {@link CoprocessorError.TenantKeysUnusable} if it does not exist or its keys
     *     cannot be read, with {@link CoprocessorError.NoRoomForKeys} if there is no room in time
     * @throws org.jooq.exception.DataAccessException if the database fails; the next call tries again
     */
    public Pin acquire(TenantId tenant) {
        return acquire(tenant, maximumWait, () -> false)
                .orElseThrow(() -> new CoprocessorException(new CoprocessorError.NoRoomForKeys(tenant)));
    }

    /** As {@link #acquire(TenantId)}, but never waits: empty if the keys do not fit now. */
    public Optional<Pin> acquireIfItFits(TenantId tenant) {
        return acquire(tenant, Duration.ZERO, () -> false);
    }

    /** Lets callers that wait for room find out whether they are still to wait. */
    public void wakeWaiting() {
        lock.lock();
        try {
            capacityFreed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * As {@link #acquire(TenantId)}, but waits for room as long as this, and no longer once nobody needs the keys.
     *
     * @param maximumWait longest wait for room
     * @param unwanted asked when the wait begins and after each {@link #wakeWaiting}
     * @return empty if there was no room in time, or the keys are not needed any more
     */
    public Optional<Pin> acquire(TenantId tenant, Duration maximumWait, BooleanSupplier unwanted) {
        while (true) {
            Optional<Entry> found = pin(tenant, maximumWait, unwanted);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Entry entry = found.get();
            boolean succeeded = false;
            try {
                TenantContext context = await(entry);
                if (isFresh(entry, context)) {
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

    /** Pins the tenant's entry, which is loaded if there was none; empty if its keys do not fit. */
    private Optional<Entry> pin(TenantId tenant, Duration maximumWait, BooleanSupplier unwanted) {
        Optional<Entry> present = pinPresent(tenant);
        if (present.isPresent()) {
            return present;
        }
        long bytes = tenants.keyBytes(tenant);
        Entry added = new Entry(tenant, bytes);
        lock.lock();
        try {
            if (!awaitRoom(tenant, bytes, maximumWait, unwanted)) {
                return Optional.empty();
            }
            // Another caller may have begun to load it meanwhile.
            Entry loaded = entries.get(tenant);
            if (loaded != null) {
                return Optional.of(addPin(loaded));
            }
            entries.put(tenant, added);
            evict();
        } finally {
            lock.unlock();
        }
        misses.increment();
        load(added);
        return Optional.of(added);
    }

    /**
     * A tenant's wait for room; it goes on for a while after a caller has given up, since that caller may ask again.
     */
    private static final class Wait {
        private final Duration since;
        private Duration asked;
        private int callers;

        private Wait(Duration since) {
            this.since = since;
            this.asked = since;
        }
    }

    /** Waits, with the lock, until the tenant may enter; false if that takes too long. */
    private boolean awaitRoom(TenantId tenant, long bytes, Duration maximumWait, BooleanSupplier unwanted) {
        Wait wait = null;
        try {
            long nanos = maximumWait.toNanos();
            while (!mayPin(tenant, bytes)) {
                // Another caller of the tenant may have been served, and the wait of this one begins again.
                if (wait == null || waits.get(tenant) != wait) {
                    end(wait);
                    wait = waits.computeIfAbsent(tenant, absent -> new Wait(clock.now()));
                    wait.callers++;
                }
                if (nanos <= 0 || unwanted.getAsBoolean()) {
                    return false;
                }
                nanos = capacityFreed.awaitNanos(nanos);
            }
            if (waits.remove(tenant) != null) {
                // Those that gave way to this one may be next.
                capacityFreed.signalAll();
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            end(wait);
        }
    }

    private void end(@Nullable Wait wait) {
        if (wait != null) {
            wait.callers--;
            wait.asked = clock.now();
        }
    }

    private boolean mayPin(TenantId tenant, long bytes) {
        return !mustGiveWay(tenant) && (entries.containsKey(tenant) || fits(bytes));
    }

    /** Whether a tenant that has waited for its turn long enough comes before this one. */
    private boolean mustGiveWay(TenantId tenant) {
        if (waits.isEmpty()) {
            return false;
        }
        Duration now = clock.now();
        waits.values().removeIf(wait -> wait.callers == 0 && now.compareTo(wait.asked.plus(FORGOTTEN)) >= 0);
        if (waits.isEmpty()) {
            return false;
        }
        Map.Entry<TenantId, Wait> first = waits.entrySet().iterator().next();
        return !first.getKey().equals(tenant)
                && now.compareTo(first.getValue().since.plus(TURN)) >= 0;
    }

    private Optional<Entry> pinPresent(TenantId tenant) {
        lock.lock();
        try {
            Entry present = entries.get(tenant);
            if (present == null || mustGiveWay(tenant)) {
                return Optional.empty();
            }
            return Optional.of(addPin(present));
        } finally {
            lock.unlock();
        }
    }

    private Entry addPin(Entry present) {
        present.pins++;
        hits.increment();
        return present;
    }

    private void unpin(Entry entry) {
        boolean released;
        lock.lock();
        try {
            released = --entry.pins == 0;
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
    private void retire(Entry entry) {
        lock.lock();
        try {
            if (entries.remove(entry.tenant, entry)) {
                retired.add(entry);
            }
        } finally {
            lock.unlock();
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
        private final TenantId tenant;
        private final CompletableFuture<TenantContext> context = new CompletableFuture<>();
        /** Who adds an entry is its first user. */
        private int pins = 1;

        private long bytes;
        private Duration nextRefresh = Duration.ZERO;

        private Entry(TenantId tenant, long bytes) {
            this.tenant = tenant;
            this.bytes = bytes;
        }
    }

    private void load(Entry entry) {
        loads.acquireUninterruptibly();
        try {
            TenantContext context = read(entry.tenant);
            lock.lock();
            try {
                entry.bytes = context.memoryBytes();
                entry.nextRefresh = clock.now().plus(config.maximumAge());
                evict();
                capacityFreed.signalAll();
            } finally {
                lock.unlock();
            }
            LOG.info("loaded the keys of tenant {} ({} MB)", entry.tenant, context.memoryBytes() >> 20);
            entry.context.complete(context);
        } catch (Throwable e) {
            discard(entry);
            // Whatever it was, those who wait must not wait for ever.
            entry.context.completeExceptionally(e);
        } finally {
            loads.release();
        }
    }

    /** Forgets an entry whose keys could not be loaded: the next to ask tries again. */
    private void discard(Entry entry) {
        lock.lock();
        try {
            entries.remove(entry.tenant, entry);
            capacityFreed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private TenantContext read(TenantId tenant) {
        Optional<TenantContext> context;
        try {
            context = tenants.withKeys(tenant, loader::read);
        } catch (DataAccessException e) {
            if (e.getCause() instanceof MalformedInputException malformed) {
                String reason = "its keys cannot be read: " + malformed.getMessage();
                throw new CoprocessorException(new CoprocessorError.TenantKeysUnusable(tenant, reason), malformed);
            }
            throw e;
        }
        return context.orElseThrow(() ->
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

    /**
     * Looks at the row again when the last look is too long ago: one caller does, for all. When the database does not answer
     * the keys are taken for current, and looked at again soon: to drop them would not make them any newer.
     */
    private boolean isFresh(Entry entry, TenantContext context) {
        if (!claimRefresh(entry)) {
            return true;
        }
        Optional<TenantRecord> row;
        try {
            row = tenants.find(entry.tenant);
        } catch (DataAccessException e) {
            // The driver's own words; jOOQ's would quote the whole statement.
            Throwable reason = e.getCause() == null ? e : e.getCause();
            LOG.warn("cannot look whether the keys of tenant {} have changed: {}", entry.tenant, reason.getMessage());
            return true;
        }
        if (row.map(TenantRecord::revision)
                .filter(context.tenant().revision()::equals)
                .isEmpty()) {
            LOG.info("the keys or addresses of tenant {} have changed; they are loaded anew", entry.tenant);
            return false;
        }
        scheduleRefresh(entry, config.maximumAge());
        return true;
    }

    private boolean claimRefresh(Entry entry) {
        lock.lock();
        try {
            if (clock.now().compareTo(entry.nextRefresh) < 0) {
                return false;
            }
            scheduleRefresh(entry, REFRESH_RETRY);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void scheduleRefresh(Entry entry, Duration pause) {
        lock.lock();
        try {
            entry.nextRefresh = clock.now().plus(pause);
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(long bytes) {
        List<Entry> inUse = all().filter(entry -> entry.pins > 0).toList();
        return inUse.isEmpty()
                || bytes + inUse.stream().mapToLong(entry -> entry.bytes).sum() <= config.maximumBytes();
    }

    private void evict() {
        List<TenantId> evicted = new ArrayList<>();
        long bytes = bytesLocked();
        int count = entries.size();
        Iterator<Map.Entry<TenantId, Entry>> oldestFirst = entries.entrySet().iterator();
        while ((count > config.maximumTenants() || bytes > config.maximumBytes()) && oldestFirst.hasNext()) {
            Map.Entry<TenantId, Entry> candidate = oldestFirst.next();
            if (candidate.getValue().pins == 0) {
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
            return entries.size() + retired.size();
        } finally {
            lock.unlock();
        }
    }

    private long bytesLocked() {
        return all().mapToLong(entry -> entry.bytes).sum();
    }

    private Stream<Entry> all() {
        return Stream.concat(entries.values().stream(), retired.stream());
    }
}
