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
 * One thread prepares a batch before any of its computations starts. The graph's lock guards which computations still
 * need the keys and the inputs.
 */
final class TenantBatch {
    private final GraphLock lock;
    private final TenantId tenant;
    private List<Node> nodes = new ArrayList<>();
    /** How many computations still need each input. */
    private final Map<Handle, Integer> storedInputs = new TreeMap<>();
    // Running computations read these without the lock.
    private final Map<Handle, FheValue> cached = new ConcurrentHashMap<>();
    private final Map<Handle, StoredInput> stored = new ConcurrentHashMap<>();
    private TenantKeyCache.@Nullable Pin keys;
    private int unfinished;
    private boolean isPrepared;
    private boolean isLoadingKeys;

    TenantBatch(GraphLock lock, TenantId tenant) {
        this.lock = lock;
        this.tenant = tenant;
    }

    TenantId tenant() {
        return tenant;
    }

    void add(Node node) {
        lock.assertHeld();
        nodes.add(node);
        unfinished++;
    }

    /** One of the computations has this input, which no computation in flight produces. */
    void needs(Handle input) {
        lock.assertHeld();
        storedInputs.merge(input, 1, Integer::sum);
    }

    /** One of the computations no longer needs this input; the batch forgets it after the last one. */
    void needsNoMore(Handle input) {
        lock.assertHeld();
        if (storedInputs.merge(input, -1, Integer::sum) == 0) {
            cached.remove(input);
            stored.remove(input);
        }
    }

    /** Inputs that no computation in flight produces. For the thread that prepares the batch. */
    Set<Handle> storedInputs() {
        return storedInputs.keySet();
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

    /**
     * The value of an input that was provided; for computations that run.
     *
     * @param evaluator restores a value that is stored
     */
    FheValue value(Handle input, FheEvaluator evaluator) throws UncomputableException {
        FheValue value = cached.get(input);
        if (value != null) {
            return value;
        }
        StoredInput inDatabase = stored.get(input);
        if (inDatabase == null) {
            throw new IllegalStateException("input " + input + " was not provided");
        }
        return inDatabase.value(evaluator);
    }

    FheEvaluator evaluator() {
        TenantKeyCache.Pin use = keys;
        if (use == null) {
            throw new IllegalStateException("the keys of tenant " + tenant + " are not there yet");
        }
        return use.context().evaluator();
    }

    /** The keys have to be loaded, which takes long: until then the computations do not count as load. */
    void beginLoadingKeys() {
        lock.assertHeld();
        isLoadingKeys = true;
        nodes.forEach(Node::recount);
    }

    void endLoadingKeys() {
        lock.assertHeld();
        isLoadingKeys = false;
        nodes.forEach(Node::recount);
    }

    boolean isLoadingKeys() {
        lock.assertHeld();
        return isLoadingKeys;
    }

    /**
     * Ends the preparation.
     *
     * @return the computations, for the last time: a reference to them would keep values in memory that are no longer
     *     needed
     */
    List<Node> endPreparing() {
        lock.assertHeld();
        isPrepared = true;
        nodes.forEach(Node::recount);
        List<Node> all = nodes;
        nodes = List.of();
        return all;
    }

    boolean isPrepared() {
        lock.assertHeld();
        return isPrepared;
    }

    /** Takes over the keys. If all computations have ended meanwhile, they are returned at once. */
    void receiveKeys(TenantKeyCache.Pin use) {
        lock.assertHeld();
        if (unfinished == 0) {
            use.close();
        } else {
            keys = use;
        }
    }

    /** One of the computations no longer needs the keys; the last one returns them. */
    void finishedOne() {
        lock.assertHeld();
        unfinished--;
        TenantKeyCache.Pin use = keys;
        if (unfinished == 0 && use != null) {
            use.close();
        }
    }
}
