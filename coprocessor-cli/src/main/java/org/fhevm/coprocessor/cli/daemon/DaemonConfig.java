package org.fhevm.coprocessor.cli.daemon;

import java.util.Optional;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.config.MetricsConfig;
import org.fhevm.coprocessor.common.config.WorkerConfig;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.fhevm.coprocessor.server.signing.SigningKeys;

/**
 * All that one process is to do; where its database is comes later, since that may have to be started first.
 *
 * @param server nothing for a process without a server
 * @param worker nothing for a process without a worker
 * @param metrics where it is observed
 * @param keyCache shared by server and worker
 * @param fheThreads threads that compute, shared by server and worker
 * @param poolSize database connections of the server, and as many of the worker
 */
public record DaemonConfig(
        Optional<Serving> server,
        Optional<WorkerConfig> worker,
        MetricsConfig metrics,
        KeyCacheConfig keyCache,
        int fheThreads,
        int poolSize) {

    /** A server and what it signs with. */
    public record Serving(ServerConfig config, SigningKeys signers) {}

    public DaemonConfig {
        if (server.isEmpty() && worker.isEmpty() && metrics.address() == null) {
            throw new IllegalArgumentException("No tasks specified to run");
        }
        if (fheThreads < 1) {
            throw new IllegalArgumentException("the number of FHE threads must be at least 1, got " + fheThreads);
        }
        if (poolSize < 1) {
            throw new IllegalArgumentException("a database pool needs at least 1 connection, got " + poolSize);
        }
    }

    /** Whether there is anything but metrics. */
    boolean needsDatabase() {
        return server.isPresent() || worker.isPresent();
    }

    /** One line for the log. */
    String summary() {
        return "server: " + (server.isPresent() ? "yes" : "no") + ", worker: "
                + worker.map(WorkerConfig::toString).orElse("no") + ", FHE threads: " + fheThreads
                + ", tenant keys kept: at most " + keyCache.maximumTenants() + " and "
                + (keyCache.maximumBytes() >> 20) + " MB, database connections: " + poolSize + " each, metrics: "
                + (metrics.address() == null ? "off" : metrics.address());
    }
}
