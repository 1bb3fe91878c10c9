package org.fhevm.coprocessor.worker.execute;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/** Decompressed values, the least recently used dropped when they take more memory than allowed. Thread-safe. */
public final class ValueCache {
    private final long maximumBytes;
    private final Counter hits;
    private final Counter misses;
    private final LinkedHashMap<TenantHandle, FheValue> values = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    public ValueCache(long maximumBytes, MeterRegistry metrics) {
        this.maximumBytes = maximumBytes;
        this.hits = metrics.counter("coprocessor_worker_value_cache_hits");
        this.misses = metrics.counter("coprocessor_worker_value_cache_misses");
        Gauge.builder("coprocessor_worker_value_cache_bytes", this, ValueCache::bytes)
                .register(metrics);
    }

    public synchronized Optional<FheValue> get(TenantHandle name) {
        FheValue value = values.get(name);
        (value == null ? misses : hits).increment();
        return Optional.ofNullable(value);
    }

    public synchronized void put(TenantHandle name, FheValue value) {
        FheValue before = values.put(name, value);
        bytes += bytes(value) - (before == null ? 0 : bytes(before));
        Iterator<Map.Entry<TenantHandle, FheValue>> oldestFirst =
                values.entrySet().iterator();
        while (bytes > maximumBytes && oldestFirst.hasNext()) {
            bytes -= bytes(oldestFirst.next().getValue());
            oldestFirst.remove();
        }
    }

    private synchronized long bytes() {
        return bytes;
    }

    private static long bytes(FheValue value) {
        long words = 0;
        for (ShortintCiphertext block : value.ciphertext().blocks()) {
            words += block.words().length;
        }
        return words * Long.BYTES;
    }
}
