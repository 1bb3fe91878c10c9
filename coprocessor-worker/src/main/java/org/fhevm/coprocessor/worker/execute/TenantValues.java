package org.fhevm.coprocessor.worker.execute;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.jspecify.annotations.Nullable;

/**
 * Values of several tenants within a number of bytes. If they do not fit, the tenant whose values take most loses its
 * least recently used one, so that no tenant drives out the values of another that has less.
 *
 * <p>Mutable and not thread-safe.
 */
final class TenantValues {
    private final long maximumBytes;
    private final Map<TenantId, Holding> holdings = new HashMap<>();
    private long bytes;

    TenantValues(long maximumBytes) {
        this.maximumBytes = maximumBytes;
    }

    long bytes() {
        return bytes;
    }

    @Nullable
    FheValue get(TenantHandle name) {
        Holding holding = holdings.get(name.tenant());
        return holding == null ? null : holding.values.get(name.handle());
    }

    void put(TenantHandle name, FheValue value) {
        Holding holding = holdings.computeIfAbsent(name.tenant(), tenant -> new Holding());
        bytes += holding.put(name.handle(), value);
        while (bytes > maximumBytes) {
            dropFromTheLargest();
        }
    }

    /**
     * Drops the values of a tenant if they are of another revision of its keys. Those that follow are of this one.
     * Values that came before any revision was named stay: they are inputs, whose handles are hashes of ciphertexts.
     */
    void keepOnly(TenantId tenant, String revision) {
        Holding holding = holdings.computeIfAbsent(tenant, added -> new Holding());
        if (holding.revision != null && !holding.revision.equals(revision)) {
            bytes -= holding.bytes;
            holding = new Holding();
            holdings.put(tenant, holding);
        }
        holding.revision = revision;
    }

    private void dropFromTheLargest() {
        Map.Entry<TenantId, Holding> largest = holdings.entrySet().stream()
                .max(Comparator.comparingLong(entry -> entry.getValue().bytes))
                .orElseThrow();
        bytes -= largest.getValue().dropOldest();
        if (largest.getValue().values.isEmpty()) {
            holdings.remove(largest.getKey());
        }
    }

    /** The values of one tenant, the least recently used first. */
    private static final class Holding {
        private final LinkedHashMap<Handle, FheValue> values = new LinkedHashMap<>(16, 0.75f, true);
        private long bytes;
        /** Of the keys that the values are encrypted under; null until it is named. */
        private @Nullable String revision;

        /** The number of bytes that this takes more. */
        private long put(Handle handle, FheValue value) {
            FheValue before = values.put(handle, value);
            long more = bytes(value) - (before == null ? 0 : bytes(before));
            bytes += more;
            return more;
        }

        /** The number of bytes that this takes less. */
        private long dropOldest() {
            long less = bytes(values.pollFirstEntry().getValue());
            bytes -= less;
            return less;
        }

        private static long bytes(FheValue value) {
            long words = 0;
            for (ShortintCiphertext block : value.ciphertext().blocks()) {
                words += block.words().length;
            }
            return words * Long.BYTES;
        }
    }
}
