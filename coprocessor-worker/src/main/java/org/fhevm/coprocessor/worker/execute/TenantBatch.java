package org.fhevm.coprocessor.worker.execute;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.FheValue;
import org.jspecify.annotations.Nullable;

/**
 * The computations of one tenant in one claim: they share the use of the tenant's keys and the inputs read for them.
 * One thread prepares a batch before any of its computations starts; the graph's lock guards who still needs the keys.
 */
final class TenantBatch {
    private final TenantId tenant;
    private List<Node> nodes = new ArrayList<>();
    /** Computations that still need each input. */
    private final Map<Handle, Integer> storedInputs = new TreeMap<>();
    // Looked at without the lock by computations under way.
    private final Map<Handle, FheValue> cached = new ConcurrentHashMap<>();
    private final Map<Handle, StoredInput> stored = new ConcurrentHashMap<>();
    private TenantKeyCache.@Nullable Pin keys;
    private int unfinished;
    /** Guarded by the graph's lock, as {@link #isLoadingKeys} is. */
    boolean isPrepared;
    /** Loading keys takes long: until they are there the computations are no load. */
    boolean isLoadingKeys;

    TenantBatch(TenantId tenant) {
        this.tenant = tenant;
    }

    TenantId tenant() {
        return tenant;
    }

    List<Node> nodes() {
        return nodes;
    }

    /**
     * The nodes, for the last time: from now on a value lives only as long as somebody needs it. Under the graph's
     * lock.
     */
    List<Node> takeNodes() {
        List<Node> taken = nodes;
        nodes = List.of();
        return taken;
    }

    /** One of the computations has this input, which nothing in hand produces. Under the graph's lock. */
    void needs(Handle input) {
        storedInputs.merge(input, 1, Integer::sum);
    }

    /** One of the computations needs this input no more; after the last one it is let go. Under the graph's lock. */
    void needsNoMore(Handle input) {
        if (storedInputs.merge(input, -1, Integer::sum) == 0) {
            cached.remove(input);
            stored.remove(input);
        }
    }

    /** Inputs that nothing in hand produces. To be asked before any of the computations starts. */
    Set<Handle> storedInputs() {
        return storedInputs.keySet();
    }

    void add(Node node) {
        nodes.add(node);
        unfinished++;
    }

    void provide(Handle input, FheValue value) {
        cached.put(input, value);
    }

    void provide(Handle input, StoredInput value) {
        stored.put(input, value);
    }

    boolean provides(Handle input) {
        return cached.containsKey(input) || stored.containsKey(input);
    }

    FheValue value(Handle input) throws UncomputableException {
        FheValue value = cached.get(input);
        if (value != null) {
            return value;
        }
        StoredInput inDatabase = stored.get(input);
        if (inDatabase == null) {
            throw new IllegalStateException("input " + input + " was not provided");
        }
        return inDatabase.value(evaluator());
    }

    FheEvaluator evaluator() {
        TenantKeyCache.Pin use = keys;
        if (use == null) {
            throw new IllegalStateException("the keys of tenant " + tenant + " are not there yet");
        }
        return use.context().evaluator();
    }

    /**
     * Takes the keys over; all computations may have ended meanwhile, and nobody needs them. Under the graph's lock.
     */
    void receiveKeys(TenantKeyCache.Pin use) {
        if (unfinished == 0) {
            use.close();
        } else {
            keys = use;
        }
    }

    /** One of the computations needs the keys no more; the last one gives them back. Under the graph's lock. */
    void finishedOne() {
        unfinished--;
        TenantKeyCache.Pin use = keys;
        if (unfinished == 0 && use != null) {
            use.close();
        }
    }
}
