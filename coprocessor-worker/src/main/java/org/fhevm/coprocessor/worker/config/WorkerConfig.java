package org.fhevm.coprocessor.worker.config;

import java.time.Duration;
import org.fhevm.coprocessor.common.config.Check;
import org.fhevm.coprocessor.common.config.HeapShare;

/**
 * How a worker works.
 *
 * @param batchSize largest number of computations that one claim takes. Smaller claims share work more evenly between
 *     workers, larger ones find more parallelism. How many are in flight depends on the FHE threads and on memory
 * @param pollingInterval how often the worker claims when no work is announced
 * @param fheThreads threads that compute; the true bound of CPU use
 * @param lease how long a worker that falls silent keeps its computations
 * @param drainTime how long a stopping worker continues computations that have begun
 * @param maximumAttempts infrastructure failures, or workers lost, after which a computation is given up. It is
 *     computed with others until three workers were lost under it, then alone. At least 4, so that computations that
 *     only had a bad neighbour are completed
 * @param operandCacheBytes memory for values kept decompressed for the computations that may use them next
 * @param memoryInFlight bytes of values that computations may need, from being claimed to being stored, before no more
 *     are claimed
 */
public record WorkerConfig(
        int batchSize,
        Duration pollingInterval,
        int fheThreads,
        Duration lease,
        Duration drainTime,
        int maximumAttempts,
        long operandCacheBytes,
        long memoryInFlight) {
    /**
     * Limit of in-flight computations for each FHE thread while one tenant is alone, most of which may wait for others.
     */
    private static final int MOST_PER_THREAD = 64;

    /** The driver counts in seconds. */
    private static final Duration SHORTEST_DATABASE_TIMEOUT = Duration.ofSeconds(1);

    public WorkerConfig {
        Check.atLeast("the work items batch size", 1, batchSize);
        Check.positive("the worker's polling interval", pollingInterval);
        Check.atLeast("the number of FHE threads", 1, fheThreads);
        Check.atLeast("the worker's lease in milliseconds", 300, lease.toMillis());
        Check.atLeast("the worker's drain time in milliseconds", 0, drainTime.toMillis());
        Check.atLeast("the maximum of attempts", 4, maximumAttempts);
        Check.atLeast("the bytes of the operand cache", 0, operandCacheBytes);
        Check.atLeast("the bytes of computations in flight", 1, memoryInFlight);
    }

    /**
     * The defaults of the command line, but for the threads: a daemon has one for each processor. Batch size and
     * polling interval are the reference's.
     */
    public static WorkerConfig defaults() {
        return new WorkerConfig(
                10,
                Duration.ofSeconds(1),
                8,
                Duration.ofSeconds(30),
                Duration.ofSeconds(20),
                5,
                Math.max(64L << 20, HeapShare.OPERANDS.bytes()),
                Math.max(64L << 20, HeapShare.VALUES.bytes()));
    }

    /** Limit of computations in flight while one tenant is alone. */
    public int mostInFlight() {
        return fheThreads * MOST_PER_THREAD;
    }

    /**
     * How long the database may take for an answer before its connection counts as dead. A worker that loses its
     * connection right after it renewed its leases finds out at the next renewal, a third of the lease later, and has
     * most of the lease left to renew them over another one.
     */
    public Duration databaseTimeout() {
        Duration sixth = lease.dividedBy(6);
        return sixth.compareTo(SHORTEST_DATABASE_TIMEOUT) > 0 ? sixth : SHORTEST_DATABASE_TIMEOUT;
    }

    public WorkerConfig withBatchSize(int size) {
        return new WorkerConfig(
                size,
                pollingInterval,
                fheThreads,
                lease,
                drainTime,
                maximumAttempts,
                operandCacheBytes,
                memoryInFlight);
    }

    public WorkerConfig withPollingInterval(Duration interval) {
        return new WorkerConfig(
                batchSize, interval, fheThreads, lease, drainTime, maximumAttempts, operandCacheBytes, memoryInFlight);
    }

    public WorkerConfig withFheThreads(int threads) {
        return new WorkerConfig(
                batchSize,
                pollingInterval,
                threads,
                lease,
                drainTime,
                maximumAttempts,
                operandCacheBytes,
                memoryInFlight);
    }

    public WorkerConfig withLease(Duration duration) {
        return new WorkerConfig(
                batchSize,
                pollingInterval,
                fheThreads,
                duration,
                drainTime,
                maximumAttempts,
                operandCacheBytes,
                memoryInFlight);
    }

    public WorkerConfig withDrainTime(Duration time) {
        return new WorkerConfig(
                batchSize,
                pollingInterval,
                fheThreads,
                lease,
                time,
                maximumAttempts,
                operandCacheBytes,
                memoryInFlight);
    }

    public WorkerConfig withMaximumAttempts(int attempts) {
        return new WorkerConfig(
                batchSize, pollingInterval, fheThreads, lease, drainTime, attempts, operandCacheBytes, memoryInFlight);
    }

    public WorkerConfig withOperandCacheBytes(long bytes) {
        return new WorkerConfig(
                batchSize, pollingInterval, fheThreads, lease, drainTime, maximumAttempts, bytes, memoryInFlight);
    }

    public WorkerConfig withMemoryInFlight(long bytes) {
        return new WorkerConfig(
                batchSize, pollingInterval, fheThreads, lease, drainTime, maximumAttempts, operandCacheBytes, bytes);
    }
}
