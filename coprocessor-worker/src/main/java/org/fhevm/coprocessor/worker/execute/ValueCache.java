package org.fhevm.coprocessor.worker.execute;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.fhevm.coprocessor.common.computation.RecentValues;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.operation.FheValue;

/**
 * Decompressed values, within the memory allowed ({@link TenantValues}). A caller that needs a value which is being
 * decompressed waits for it, even across claims. Thread-safe.
 */
public final class ValueCache implements RecentValues {
    private final Counter hits;
    private final Counter misses;
    private final TenantValues values;
    private final Map<TenantHandle, CompletableFuture<FheValue>> beingMade = new HashMap<>();

    public ValueCache(long maximumBytes, MeterRegistry metrics) {
        this.values = new TenantValues(maximumBytes);
        this.hits = Counter.builder("coprocessor_worker_value_cache_hits")
                .description("operands that were in memory")
                .register(metrics);
        this.misses = Counter.builder("coprocessor_worker_value_cache_misses")
                .description("operands that were read from the database and decompressed")
                .register(metrics);
        Gauge.builder("coprocessor_worker_value_cache_bytes", this, ValueCache::bytes)
                .description("memory of operands that are kept decompressed")
                .register(metrics);
    }

    public synchronized Optional<FheValue> get(TenantHandle name) {
        FheValue value = values.get(name);
        (value == null ? misses : hits).increment();
        return Optional.ofNullable(value);
    }

    /**
     * Returns the value, and computes it unless it is in the cache or being computed.
     *
     * @throws UncomputableException if the source does, for all callers that wait for it
     */
    FheValue get(TenantHandle name, Source source) throws UncomputableException {
        CompletableFuture<FheValue> own = new CompletableFuture<>();
        CompletableFuture<FheValue> underway;
        synchronized (this) {
            FheValue value = values.get(name);
            if (value != null) {
                return value;
            }
            underway = beingMade.putIfAbsent(name, own);
        }
        return underway == null ? make(name, source, own) : await(underway);
    }

    private FheValue make(TenantHandle name, Source source, CompletableFuture<FheValue> own)
            throws UncomputableException {
        try {
            FheValue value = source.make();
            put(name, value);
            own.complete(value);
            return value;
        } catch (Throwable e) {
            own.completeExceptionally(e);
            throw e;
        } finally {
            synchronized (this) {
                beingMade.remove(name);
            }
        }
    }

    private static FheValue await(CompletableFuture<FheValue> underway) throws UncomputableException {
        try {
            return underway.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case UncomputableException cause -> throw new UncomputableException(String.valueOf(cause.getMessage()));
                case RuntimeException cause -> throw cause;
                case null, default -> throw new IllegalStateException("a value could not be made", e.getCause());
            }
        }
    }

    @Override
    public synchronized void put(TenantHandle name, FheValue value) {
        values.put(name, value);
    }

    /** Drops values of a tenant that are encrypted under keys of another revision. */
    synchronized void keepOnly(TenantId tenant, String revision) {
        values.keepOnly(tenant, revision);
    }

    private synchronized long bytes() {
        return values.bytes();
    }

    /** Computes a value that is not in the cache. */
    @FunctionalInterface
    interface Source {
        FheValue make() throws UncomputableException;
    }
}
