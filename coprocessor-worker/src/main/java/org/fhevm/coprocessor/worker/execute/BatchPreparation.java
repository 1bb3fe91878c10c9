package org.fhevm.coprocessor.worker.execute;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.repository.StoredValue;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.worker.keys.TenantAvailability;

/**
 * Prepares a batch, before any of its computations starts: brings the tenant's keys into memory, and reads the stored
 * inputs in one statement.
 */
final class BatchPreparation {
    private final ComputationGraph graph;
    private final CiphertextRepository ciphertexts;
    private final TenantKeyCache keys;
    private final TenantAvailability tenants;
    private final ValueCache values;

    BatchPreparation(
            ComputationGraph graph,
            CiphertextRepository ciphertexts,
            TenantKeyCache keys,
            TenantAvailability tenants,
            ValueCache values) {
        this.graph = graph;
        this.ciphertexts = ciphertexts;
        this.keys = keys;
        this.tenants = tenants;
        this.values = values;
    }

    /**
     * Provides the batch with its inputs.
     *
     * @return the pinned keys, which the batch closes; empty if they do not fit into memory together with those in use
     * @throws CoprocessorException if the tenant's keys cannot be used as they are
     */
    Optional<TenantKeyCache.Pin> prepare(TenantBatch batch) {
        Optional<TenantKeyCache.Pin> use = acquireKeys(batch);
        if (use.isEmpty()) {
            return use;
        }
        boolean provided = false;
        try {
            values.keepOnly(batch.tenant(), use.get().context().tenant().revision());
            provideInputs(batch);
            provided = true;
            return use;
        } finally {
            if (!provided) {
                use.get().close();
            }
        }
    }

    /** Loading keys takes seconds. Meanwhile the tenant is excluded, and other tenants have the room. */
    private Optional<TenantKeyCache.Pin> acquireKeys(TenantBatch batch) {
        if (keys.isLoaded(batch.tenant())) {
            return keys.acquireIfItFits(batch.tenant());
        }
        tenants.beginLoading(batch.tenant());
        graph.beginLoadingKeys(batch);
        try {
            return keys.acquireIfItFits(batch.tenant());
        } finally {
            graph.endLoadingKeys(batch);
            tenants.endLoading(batch.tenant());
        }
    }

    private void provideInputs(TenantBatch batch) {
        Set<Handle> unread = new HashSet<>();
        for (Handle input : batch.storedInputs()) {
            values.get(new TenantHandle(batch.tenant(), input))
                    .ifPresentOrElse(value -> batch.provide(input, value), () -> unread.add(input));
        }
        if (!unread.isEmpty()) {
            Map<Handle, StoredValue> stored = ciphertexts.lookUp(batch.tenant(), unread);
            stored.forEach((input, ciphertext) ->
                    batch.provide(input, new StoredInput(new TenantHandle(batch.tenant(), input), ciphertext, values)));
        }
    }
}
