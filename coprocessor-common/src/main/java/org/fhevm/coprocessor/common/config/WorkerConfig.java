package org.fhevm.coprocessor.common.config;

import java.time.Duration;

/**
 * How a worker works.
 *
 * @param batchSize computations taken from the queue at once. One batch is computed while the next is prepared, so twice
 *     as many are in hand; smaller batches share work more evenly between workers, larger ones find more parallelism
 * @param pollingInterval how often the queue is looked at when nothing is announced
 * @param fheThreads threads that compute; the true bound of CPU use
 * @param lease how long a worker that falls silent keeps its computations
 * @param drainTime how long a stopping worker goes on with what it has begun
 * @param maximumAttempts failures of the surroundings, or workers that died with it in hand, after which a computation is
 *     given up. From the second worker on it is computed alone, so at least 3 are needed not to condemn its neighbours
 * @param operandCacheBytes memory for values kept decompressed for the computations that may use them next
 * @param memoryInHand bytes of values that computations may need, from being claimed to being stored, before no more are claimed
 */
public record WorkerConfig(
        int batchSize,
        Duration pollingInterval,
        int fheThreads,
        Duration lease,
        Duration drainTime,
        int maximumAttempts,
        long operandCacheBytes,
        long memoryInHand) {

    /** The driver counts in seconds. */
    private static final Duration SHORTEST_DATABASE_TIMEOUT = Duration.ofSeconds(1);

    public WorkerConfig {
        Check.atLeast("the work items batch size", 1, batchSize);
        Check.positive("the worker's polling interval", pollingInterval);
        Check.atLeast("the number of FHE threads", 1, fheThreads);
        Check.atLeast("the worker's lease in milliseconds", 300, lease.toMillis());
        Check.atLeast("the worker's drain time in milliseconds", 0, drainTime.toMillis());
        Check.atLeast("the maximum of attempts", 3, maximumAttempts);
        Check.atLeast("the bytes of the operand cache", 0, operandCacheBytes);
        Check.atLeast("the bytes of computations in hand", 1, memoryInHand);
    }

    /** The reference's batch size, polling interval and number of threads. */
    public static WorkerConfig defaults() {
        return new WorkerConfig(
                10,
                Duration.ofSeconds(1),
                8,
                Duration.ofSeconds(30),
                Duration.ofSeconds(20),
                5,
                Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 16),
                Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 4));
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
                size, pollingInterval, fheThreads, lease, drainTime, maximumAttempts, operandCacheBytes, memoryInHand);
    }

    public WorkerConfig withPollingInterval(Duration interval) {
        return new WorkerConfig(
                batchSize, interval, fheThreads, lease, drainTime, maximumAttempts, operandCacheBytes, memoryInHand);
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
                memoryInHand);
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
                memoryInHand);
    }

    public WorkerConfig withDrainTime(Duration time) {
        return new WorkerConfig(
                batchSize, pollingInterval, fheThreads, lease, time, maximumAttempts, operandCacheBytes, memoryInHand);
    }

    public WorkerConfig withMaximumAttempts(int attempts) {
        return new WorkerConfig(
                batchSize, pollingInterval, fheThreads, lease, drainTime, attempts, operandCacheBytes, memoryInHand);
    }

    public WorkerConfig withOperandCacheBytes(long bytes) {
        return new WorkerConfig(
                batchSize, pollingInterval, fheThreads, lease, drainTime, maximumAttempts, bytes, memoryInHand);
    }

    public WorkerConfig withMemoryInHand(long bytes) {
        return new WorkerConfig(
                batchSize, pollingInterval, fheThreads, lease, drainTime, maximumAttempts, operandCacheBytes, bytes);
    }
}
