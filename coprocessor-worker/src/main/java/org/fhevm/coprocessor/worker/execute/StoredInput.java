package org.fhevm.coprocessor.worker.execute;

import java.util.concurrent.locks.ReentrantLock;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.repository.OversizedCiphertext;
import org.fhevm.coprocessor.common.repository.StoredCiphertext;
import org.fhevm.coprocessor.common.repository.StoredValue;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.jspecify.annotations.Nullable;

/**
 * An input that is stored in the database. The first consumer that needs it decompresses it, and all consumers of its
 * claim share the value. Thread-safe.
 */
final class StoredInput {
    private final TenantHandle name;
    private final StoredValue stored;
    private final ValueCache cache;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable FheValue value;

    StoredInput(TenantHandle name, StoredValue stored, ValueCache cache) {
        this.name = name;
        this.stored = stored;
        this.cache = cache;
    }

    FheValue value(FheEvaluator evaluator) throws UncomputableException {
        lock.lock();
        try {
            FheValue decompressed = value;
            if (decompressed == null) {
                decompressed = cache.get(name, () -> decompress(evaluator));
                value = decompressed;
            }
            return decompressed;
        } finally {
            lock.unlock();
        }
    }

    private FheValue decompress(FheEvaluator evaluator) throws UncomputableException {
        return switch (stored) {
            case StoredCiphertext ciphertext -> decompress(evaluator, ciphertext);
            case OversizedCiphertext oversized ->
                throw new UncomputableException(
                        "input " + name.handle().hex() + " cannot be read: it has " + oversized.bytes()
                                + " bytes, and no more than " + StoredCiphertext.MAXIMUM_BYTES + " are read");
        };
    }

    private FheValue decompress(FheEvaluator evaluator, StoredCiphertext ciphertext) throws UncomputableException {
        FheType type = FheType.fromCode(ciphertext.typeCode())
                .orElseThrow(() -> new UncomputableException(
                        "input " + name.handle().hex() + " is stored with the unknown type " + ciphertext.typeCode()));
        try {
            return evaluator.decompress(ciphertext.content().array(), type);
        } catch (MalformedInputException e) {
            throw new UncomputableException("input " + name.handle().hex() + " cannot be read: " + e.getMessage());
        }
    }
}
