package org.fhevm.coprocessor.cli.daemon;

import java.time.Duration;
import java.util.List;
import org.fhevm.coprocessor.cli.memory.HeapDemand;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.config.MetricsConfig;
import org.fhevm.coprocessor.common.config.PageHosts;
import org.fhevm.coprocessor.common.config.TracingConfig;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Flags that server and worker share. */
final class SharedFlags {
    @Option(
            names = "--tenant-key-cache-size",
            paramLabel = "N",
            description = "Most tenants whose keys stay in memory when unused. Default: ${DEFAULT-VALUE}")
    private int keyCacheSize = KeyCacheConfig.defaults().maximumTenants();

    @Option(
            names = "--tenant-key-cache-bytes",
            paramLabel = "N",
            description =
                    "Most bytes of tenants' keys in memory. Keys that do not fit beside those in use have to wait;"
                            + " a single tenant's always fit. Default: half of the heap")
    private @Nullable Long keyCacheBytes;

    @Option(
            names = "--coprocessor-fhe-threads",
            paramLabel = "N",
            description = "Threads that compute; never more than there are processors. Default: as many as there are")
    private @Nullable Integer fheThreads;

    @Option(
            names = "--tokio-threads",
            paramLabel = "N",
            defaultValue = "4",
            description = "Accepted and without effect: calls run on virtual threads. Default: ${DEFAULT-VALUE}")
    private int ignoredInputOutputThreads;

    @Option(
            names = "--pg-pool-max-connections",
            paramLabel = "N",
            description = "Database connections of the server, and as many of the worker. Default: ${DEFAULT-VALUE}")
    private int poolSize = DatabaseConfig.DEFAULT_MAXIMUM_POOL_SIZE;

    @Option(
            names = "--metrics-addr",
            paramLabel = "IP:PORT",
            defaultValue = MetricsConfig.DEFAULT_ADDRESS,
            description = "Where metrics and health are served; empty for nowhere. Default: ${DEFAULT-VALUE}")
    private String metricsAddress;

    @Option(
            names = "--metrics-maximum-connections",
            paramLabel = "N",
            description = "Most connections at once to the address of metrics. Default: ${DEFAULT-VALUE}")
    private int metricsConnections = MetricsConfig.DEFAULT_CONNECTIONS;

    @Option(
            names = "--metrics-maximum-connections-per-address",
            paramLabel = "N",
            description = "Most of them from one remote address. Default: ${DEFAULT-VALUE}")
    private int metricsConnectionsPerAddress = MetricsConfig.DEFAULT_CONNECTIONS_PER_ADDRESS;

    @Option(
            names = "--metrics-request-seconds",
            paramLabel = "N",
            description = "How long a request for metrics may take to arrive, and its connection be idle."
                    + " Default: ${DEFAULT-VALUE}")
    private int metricsRequestSeconds = (int) MetricsConfig.DEFAULT_REQUEST_TIME.toSeconds();

    @Option(
            names = "--status-page",
            paramLabel = "on|off",
            description = "Serve a page about the queue, workers, tenants and failures at /status, where metrics are."
                    + " Default: ${DEFAULT-VALUE}")
    private Switch statusPage = Switch.off;

    @Option(
            names = "--status-page-hosts",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Names under which browsers may ask for that page besides IP addresses, localhost and the name"
                            + " in --metrics-addr; .example.org stands for all names below it, too. Without effect with TLS.")
    private List<String> statusPageHosts = List.of();

    @Mixin
    private MetricsTlsFlags metricsTls;

    @Mixin
    private TracingFlags tracing;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description =
                    "What is logged: error, warn, info, debug or trace, and all that is more severe. Default: ${DEFAULT-VALUE}")
    private Level logLevel;

    Level logLevel() {
        return logLevel;
    }

    MetricsConfig metrics() {
        return MetricsConfig.parse(metricsAddress)
                .withConnections(metricsConnections, metricsConnectionsPerAddress)
                .withRequestTime(Duration.ofSeconds(metricsRequestSeconds))
                .withTls(metricsTls.tls())
                .withStatusPage(statusPage == Switch.on)
                .withStatusPageHosts(PageHosts.of(statusPageHosts));
    }

    @Nullable
    TracingConfig tracing() {
        return tracing.tracing();
    }

    int poolSize() {
        return poolSize;
    }

    KeyCacheConfig keyCache() {
        KeyCacheConfig defaults = KeyCacheConfig.defaults();
        long bytes = keyCacheBytes == null ? defaults.maximumBytes() : keyCacheBytes;
        return new KeyCacheConfig(keyCacheSize, bytes, defaults.maximumAge());
    }

    /** What keys can take of the heap; server and worker add the rest. */
    HeapDemand keyDemand() {
        return keyCacheBytes == null ? HeapDemand.ofTenants(keyCacheSize) : HeapDemand.ofChosenKeys(keyCacheBytes);
    }

    /** More threads than processors would only preempt each other. */
    int fheThreads() {
        int processors = Runtime.getRuntime().availableProcessors();
        return fheThreads == null ? processors : Math.min(fheThreads, processors);
    }
}
