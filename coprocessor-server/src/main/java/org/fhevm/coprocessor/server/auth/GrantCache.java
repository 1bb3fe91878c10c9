package org.fhevm.coprocessor.server.auth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.jspecify.annotations.Nullable;

/**
 * The grants of credentials. Credentials in use are cached and read again in the background, so that calls do not wait
 * for the database, and a revoked one is refused within a second.
 *
 * <p>A credential that is not cached is looked up together with all others that wait: one thread runs one statement at
 * a time for a batch of them, with a pause after each. Any number of invalid credentials costs one database connection,
 * and a new one is in one of the next batches.
 *
 * @param <C> a credential as callers show it
 */
final class GrantCache<C> implements AutoCloseable {
    private final Source<C> source;
    private final Absence absence;
    private final AuthenticationSettings settings;
    private final Map<C, Known> known = new ConcurrentHashMap<>();
    private final Map<C, Lookup<C>> lookups = new ConcurrentHashMap<>();
    private final BlockingQueue<Lookup<C>> queue;
    private final Semaphore waiting;
    private final Thread reader;
    private volatile boolean closed;

    GrantCache(String name, Source<C> source, Absence absence, AuthenticationSettings settings) {
        this.source = source;
        this.absence = absence;
        this.settings = settings;
        this.queue = new ArrayBlockingQueue<>(settings.maximumWaiting());
        this.waiting = new Semaphore(settings.maximumWaiting());
        this.reader = Thread.ofVirtual().name(name).start(this::read);
    }

    /**
     * The grant of a credential, if it has one. A call whose credential is not cached waits for its look-up.
     *
     * @throws CoprocessorException with {@link CoprocessorError.ApiKeysUnavailable} if the look-up takes too long or
     *     too many calls wait
     * @throws org.jooq.exception.DataAccessException if the credential is not cached and the database fails
     */
    Optional<Grant> find(C credential) {
        Known remembered = known.get(credential);
        long now = System.nanoTime();
        if (remembered != null
                && now - remembered.readAt < settings.maximumAge().toNanos()) {
            remembered.usedAt = now;
            return Optional.ofNullable(remembered.grant);
        }
        return lookedUp(credential);
    }

    private Optional<Grant> lookedUp(C credential) {
        if (!waiting.tryAcquire()) {
            throw busy();
        }
        try {
            return lookup(credential).found.get(settings.patience().toNanos(), TimeUnit.NANOSECONDS);
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

    /** Calls with the same credential wait for the same lookup. */
    private Lookup<C> lookup(C credential) {
        Lookup<C> lookup = lookups.computeIfAbsent(credential, Lookup::new);
        if (lookup.queue() && (closed || !queue.offer(lookup))) {
            lookups.remove(credential, lookup);
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
            List<Lookup<C>> batch = nextBatch(Math.max(0, untilRefresh));
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

    private List<Lookup<C>> nextBatch(long patienceNanos) {
        List<Lookup<C>> batch = new ArrayList<>();
        try {
            Lookup<C> first = queue.poll(patienceNanos, TimeUnit.NANOSECONDS);
            if (first != null) {
                batch.add(first);
                queue.drainTo(batch, settings.batchSize() - 1);
            }
        } catch (InterruptedException e) {
            closed = true;
        }
        return batch;
    }

    private void answer(List<Lookup<C>> batch) {
        long readAt = System.nanoTime();
        // A call that comes from here on begins a lookup of its own, and so sees all earlier commits.
        batch.forEach(lookup -> lookups.remove(lookup.credential, lookup));
        Map<C, Grant> grants;
        try {
            grants = source.grants(
                    batch.stream().map(lookup -> lookup.credential).toList());
        } catch (RuntimeException | Error e) {
            batch.forEach(lookup -> lookup.found.completeExceptionally(e));
            return;
        }
        for (Lookup<C> lookup : batch) {
            Grant grant = grants.get(lookup.credential);
            if (grant != null || absence == Absence.REMEMBERED) {
                remember(lookup.credential, grant, readAt);
            }
            lookup.found.complete(Optional.ofNullable(grant));
        }
    }

    private void remember(C credential, @Nullable Grant grant, long readAt) {
        if (known.size() >= settings.maximumKnown()) {
            known.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().usedAt - readAt))
                    .ifPresent(oldest -> known.remove(oldest.getKey()));
        }
        known.put(credential, new Known(grant, readAt));
    }

    /** Reads credentials in use again. If that fails, they expire, and calls with them wait for the database. */
    private void refresh() {
        long now = System.nanoTime();
        known.values()
                .removeIf(entry -> now - entry.usedAt > settings.unusedTime().toNanos());
        List<Map.Entry<C, Known>> entries = new ArrayList<>(known.entrySet());
        for (int from = 0; from < entries.size(); from += settings.batchSize()) {
            refresh(entries.subList(from, Math.min(entries.size(), from + settings.batchSize())));
        }
    }

    private void refresh(Collection<Map.Entry<C, Known>> entries) {
        long readAt = System.nanoTime();
        Map<C, Grant> grants;
        try {
            grants = source.grants(entries.stream().map(Map.Entry::getKey).toList());
        } catch (RuntimeException e) {
            return;
        }
        for (Map.Entry<C, Known> entry : entries) {
            Known remembered = entry.getValue();
            if (Objects.equals(remembered.grant, grants.get(entry.getKey()))) {
                remembered.readAt = readAt;
            } else {
                known.remove(entry.getKey(), remembered);
            }
        }
    }

    /** Number of cached credentials, for tests. */
    int size() {
        return known.size();
    }

    @Override
    public void close() {
        closed = true;
        reader.interrupt();
    }

    /** Looks up credentials. */
    @FunctionalInterface
    interface Source<C> {
        /** The grants of those credentials that have one. */
        Map<C, Grant> grants(Collection<C> credentials);
    }

    /** What happens to a credential that has no grant. */
    enum Absence {
        /** Each call with it waits for a look-up, so that strangers cannot displace known credentials. */
        FORGOTTEN,
        REMEMBERED
    }

    /** Mutable: calls and the reader move its times forward. */
    private static final class Known {
        /** Null if it is known that there is none. */
        private final @Nullable Grant grant;

        private volatile long readAt;
        private volatile long usedAt;

        Known(@Nullable Grant grant, long readAt) {
            this.grant = grant;
            this.readAt = readAt;
            this.usedAt = readAt;
        }
    }

    /** A credential that is being looked up, and the calls that wait for it. */
    private static final class Lookup<C> {
        private final C credential;
        private final CompletableFuture<Optional<Grant>> found = new CompletableFuture<>();
        private boolean queued;

        Lookup(C credential) {
            this.credential = credential;
        }

        /** Whether the caller is the one to queue it. */
        synchronized boolean queue() {
            boolean first = !queued;
            queued = true;
            return first;
        }
    }
}
