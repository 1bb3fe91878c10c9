package org.fhevm.coprocessor.server.usecase;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.fhevm.coprocessor.common.computation.RecentValues;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.operation.FheValue;

/**
 * Keeps the values of uploads that were just expanded until they are stored, and then offers them to a worker in this
 * process, which need not decompress them. There is room for a few values over all uploads; others are not kept.
 * Thread-safe.
 */
final class ExpandedValues {
    /** Some 16 kB each, as many as 64 values of 64 bits take. */
    static final int MOST_BLOCKS = 2 * 1024;

    private final RecentValues recent;
    private final Semaphore room = new Semaphore(MOST_BLOCKS);

    ExpandedValues(RecentValues recent) {
        this.recent = recent;
    }

    /** Values of one upload. */
    Kept ofUpload() {
        return new Kept();
    }

    /** The values of one upload; closed when they are stored, or will not be. */
    final class Kept implements AutoCloseable {
        private final Map<Handle, FheValue> values = new ConcurrentHashMap<>();

        private Kept() {}

        /** Keeps a value while there is room, if this process has a worker. */
        void keep(Handle handle, FheValue value) {
            if (recent == RecentValues.NONE || !room.tryAcquire(blocks(value))) {
                return;
            }
            FheValue before = values.put(handle, value);
            if (before != null) {
                room.release(blocks(before));
            }
        }

        boolean isEmpty() {
            return values.isEmpty();
        }

        /** Offers those of these values that were kept. */
        void offer(TenantId tenant, List<Handle> handles) {
            for (Handle handle : handles) {
                FheValue value = values.get(handle);
                if (value != null) {
                    recent.put(new TenantHandle(tenant, handle), value);
                }
            }
        }

        @Override
        public void close() {
            values.values().forEach(value -> room.release(blocks(value)));
            values.clear();
        }

        private static int blocks(FheValue value) {
            return value.ciphertext().blocks().size();
        }
    }
}
