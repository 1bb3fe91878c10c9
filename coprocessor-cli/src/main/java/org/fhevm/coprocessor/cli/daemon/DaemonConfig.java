package org.fhevm.coprocessor.cli.daemon;

import java.util.Optional;
import java.util.function.Supplier;
import org.fhevm.coprocessor.cli.memory.JvmHeap;
import org.fhevm.coprocessor.cli.memory.Megabytes;
import org.fhevm.coprocessor.common.audit.AuditOutput;
import org.fhevm.coprocessor.common.config.Check;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.config.MetricsConfig;
import org.fhevm.coprocessor.common.config.TracingConfig;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.fhevm.coprocessor.server.signing.SigningKeys;
import org.fhevm.coprocessor.worker.config.WorkerConfig;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one process. The URL of its database comes later, since the process may have to start that
 * database first.
 *
 * @param serving null for a process without a server
 * @param working null for a process without a worker
 * @param metrics the endpoint of metrics and health
 * @param keyCache shared by server and worker
 * @param fheThreads FHE threads, shared by server and worker
 * @param poolSize database connections of the server, and as many of the worker
 * @param tracing null if nothing is traced
 */
public record DaemonConfig(
        @Nullable Serving serving,
        @Nullable WorkerConfig working,
        MetricsConfig metrics,
        KeyCacheConfig keyCache,
        int fheThreads,
        int poolSize,
        @Nullable TracingConfig tracing) {
    public DaemonConfig {
        if (serving == null && working == null && metrics.address() == null) {
            throw new IllegalArgumentException(
                    "No tasks specified to run: give --run-server, --run-bg-worker, or both");
        }
        Check.atLeast("the number of FHE threads", 1, fheThreads);
        if (poolSize < 1) {
            throw new IllegalArgumentException("a database pool needs at least 1 connection, got " + poolSize);
        }
    }

    /** Without traces. */
    public DaemonConfig(
            @Nullable Serving serving,
            @Nullable WorkerConfig working,
            MetricsConfig metrics,
            KeyCacheConfig keyCache,
            int fheThreads,
            int poolSize) {
        this(serving, working, metrics, keyCache, fheThreads, poolSize, null);
    }

    public DaemonConfig withTracing(@Nullable TracingConfig changed) {
        return new DaemonConfig(serving, working, metrics, keyCache, fheThreads, poolSize, changed);
    }

    /** The server of the process, if it has one. */
    Optional<Serving> server() {
        return Optional.ofNullable(serving);
    }

    /** The worker of the process, if it has one. */
    Optional<WorkerConfig> worker() {
        return Optional.ofNullable(working);
    }

    /** Whether the process has a server or a worker. */
    boolean needsDatabase() {
        return serving != null || working != null;
    }

    /** One line for the log. */
    String summary() {
        return "server: " + (serving == null ? "no" : "yes") + ", worker: "
                + (working == null ? "no" : summary(working)) + ", heap: at most " + Megabytes.shown(JvmHeap.maximum())
                + ", FHE threads: " + fheThreads
                + ", tenant keys kept: at most " + keyCache.maximumTenants() + " and "
                + Megabytes.shown(keyCache.maximumBytes()) + ", database connections: " + poolSize + " each, metrics: "
                + (metrics.address() == null ? "off" : metrics.address());
    }

    private static String summary(WorkerConfig worker) {
        return "batches of %d, polling every %d ms, leases of %d s, at most %d attempts, %d MB in flight, %d MB of operands"
                .formatted(
                        worker.batchSize(),
                        worker.pollingInterval().toMillis(),
                        worker.lease().toSeconds(),
                        worker.maximumAttempts(),
                        worker.memoryInFlight() >> 20,
                        worker.operandCacheBytes() >> 20);
    }

    /**
     * A server and its signing keys.
     *
     * @param audit opens the output of the audit log, if there is to be one
     * @param auditRequired whether calls are refused that the audit log does not take
     */
    public record Serving(
            ServerConfig config, SigningKeys signers, Supplier<Optional<AuditOutput>> audit, boolean auditRequired) {
        /** Without an audit log. */
        public Serving(ServerConfig config, SigningKeys signers) {
            this(config, signers, Optional::empty, false);
        }
    }
}
