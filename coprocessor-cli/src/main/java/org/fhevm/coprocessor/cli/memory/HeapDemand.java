package org.fhevm.coprocessor.cli.memory;

import org.fhevm.coprocessor.common.config.HeapShare;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.parameters.ParameterSet;

/**
 * The memory that the flags of a process let its daemons use.
 *
 * @param server whether the process has a server
 * @param worker whether the process has a worker
 * @param keys bytes of tenants' keys
 * @param values bytes of the results of a worker's computations in flight
 * @param requests bytes of a server's requests in flight
 * @param chosenKeys the bytes of keys that a flag asks for, or 0 without the flag
 * @param chosenRequests the bytes of requests that a flag asks for, or 0 without the flag
 */
public record HeapDemand(
        boolean server, boolean worker, long keys, long values, long requests, long chosenKeys, long chosenRequests) {
    /** A tenant's keys, and a part of what their loading takes. */
    public static final long KEYS_OF_TENANT = 256 * Megabytes.ONE;

    /** Half of it holds the keys of one tenant. */
    public static final long LEAST_HEAP = HeapShare.KEYS.heapFor(KEYS_OF_TENANT);

    /** Code, classes, threads, and the collector. */
    static final long JVM = 300 * Megabytes.ONE;

    /** What the launchers' {@code -XX:MaxDirectMemorySize} leaves to the transport of a server. */
    static final long TRANSPORT = 256 * Megabytes.ONE;

    /** A result of 64 bits. */
    private static final long RESULT =
            FheType.UINT64.blocks() * (ParameterSet.FHEVM_0_6.compute().blockLweDimension() + 1L) * Long.BYTES;

    /** The demand of a process without daemons yet that may keep the keys of this number of tenants. */
    public static HeapDemand ofTenants(int tenants) {
        return new HeapDemand(false, false, tenants * KEYS_OF_TENANT, 0, 0, 0, 0);
    }

    /** The same with a flag for the bytes of keys. */
    public static HeapDemand ofChosenKeys(long bytes) {
        return new HeapDemand(false, false, bytes, 0, 0, bytes, 0);
    }

    /** Adds a worker with this number of computations in flight. */
    public HeapDemand withWorker(int computations) {
        return new HeapDemand(server, true, keys, computations * RESULT, requests, chosenKeys, chosenRequests);
    }

    /** Adds a server with this number of calls in flight, each with the largest request. */
    public HeapDemand withServer(int calls, int requestBytes) {
        return new HeapDemand(true, worker, keys, values, (long) calls * requestBytes, chosenKeys, chosenRequests);
    }

    /** The same with a flag for the bytes of all requests. */
    public HeapDemand withChosenRequests(long bytes) {
        return new HeapDemand(server, worker, keys, values, Math.min(requests, bytes), chosenKeys, bytes);
    }

    /** Whether the process has a daemon. */
    boolean isDaemon() {
        return daemons() > 0;
    }

    /** The number of daemons in the process. */
    int daemons() {
        return (server ? 1 : 0) + (worker ? 1 : 0);
    }

    /** The heap beyond which the daemons could use nothing. */
    long heap() {
        long parts = Math.max(
                HeapShare.KEYS.heapFor(keys),
                Math.max(HeapShare.VALUES.heapFor(values), HeapShare.REQUESTS.heapFor(requests)));
        return Math.max(leastHeap(), Math.max(parts, chosenHeap()));
    }

    /** The heap that no share of a machine falls below. */
    long leastHeap() {
        return daemons() * LEAST_HEAP;
    }

    /** A heap with as much again as flags ask for; no share of a machine falls below this one either. */
    long chosenHeap() {
        long chosen = Math.clamp(chosenKeys, 0, Long.MAX_VALUE / 2) + Math.clamp(chosenRequests, 0, Long.MAX_VALUE / 2);
        return chosen > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : 2 * chosen;
    }

    /** The bytes of a heap that keys may take. */
    public long keysIn(long heap) {
        return chosenKeys > 0 ? chosenKeys : HeapShare.KEYS.of(heap);
    }

    /** The bytes of a heap that requests may take. */
    public long requestsIn(long heap) {
        return chosenRequests > 0 ? chosenRequests : HeapShare.REQUESTS.of(heap);
    }

    /** The memory of the process outside of the heap. */
    public long outside() {
        return JVM + (server ? TRANSPORT : 0);
    }
}
