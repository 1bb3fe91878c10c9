package org.fhevm.coprocessor.cli.daemon;

import java.time.Duration;
import org.fhevm.coprocessor.cli.memory.HeapDemand;
import org.fhevm.coprocessor.worker.config.WorkerConfig;
import picocli.CommandLine.Option;

/** Flags of the worker. */
final class WorkerFlags {
    @Option(
            names = "--worker-polling-interval-ms",
            paramLabel = "N",
            description = "How often the worker polls the queue without a notification. Default: ${DEFAULT-VALUE}")
    private long pollingIntervalMillis =
            WorkerConfig.defaults().pollingInterval().toMillis();

    @Option(
            names = "--work-items-batch-size",
            paramLabel = "N",
            description = "Computations taken from the queue at once. Default: ${DEFAULT-VALUE}")
    private int batchSize = WorkerConfig.defaults().batchSize();

    @Option(
            names = "--worker-lease-seconds",
            paramLabel = "N",
            description =
                    "How long a worker that no longer renews its lease keeps its computations. Default: ${DEFAULT-VALUE}")
    private int leaseSeconds = (int) WorkerConfig.defaults().lease().toSeconds();

    @Option(
            names = "--worker-drain-seconds",
            paramLabel = "N",
            description =
                    "How long a stopping worker continues with the computations that it has begun. Default: ${DEFAULT-VALUE}")
    private int drainSeconds = (int) WorkerConfig.defaults().drainTime().toSeconds();

    @Option(
            names = "--worker-maximum-attempts",
            paramLabel = "N",
            description =
                    "After how many infrastructure failures, or workers that died while they held it, a computation"
                            + " fails. Default: ${DEFAULT-VALUE}")
    private int maximumAttempts = WorkerConfig.defaults().maximumAttempts();

    /** Adds a worker to the demand of a process; a batch may be larger than what is in flight otherwise. */
    HeapDemand addTo(HeapDemand demand, int fheThreads) {
        int inFlight =
                WorkerConfig.defaults().withFheThreads(Math.max(1, fheThreads)).mostInFlight();
        return demand.withWorker(Math.max(inFlight, batchSize));
    }

    WorkerConfig config(int fheThreads) {
        return WorkerConfig.defaults()
                .withPollingInterval(Duration.ofMillis(pollingIntervalMillis))
                .withBatchSize(batchSize)
                .withFheThreads(fheThreads)
                .withLease(Duration.ofSeconds(leaseSeconds))
                .withDrainTime(Duration.ofSeconds(drainSeconds))
                .withMaximumAttempts(maximumAttempts);
    }
}
