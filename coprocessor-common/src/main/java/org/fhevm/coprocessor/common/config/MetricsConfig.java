package org.fhevm.coprocessor.common.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint of metrics and health.
 *
 * @param address null switches the endpoint off
 * @param connections at once
 * @param connectionsPerAddress at once from one remote address
 * @param requestTime for a request to arrive, and for a connection to be idle
 * @param tls null if requests come without TLS
 * @param statusPage whether it serves the status page, which shows handles and tenants
 * @param statusPageHosts names under which it serves the status page besides that of the address
 */
public record MetricsConfig(
        @Nullable InetSocketAddress address,
        int connections,
        int connectionsPerAddress,
        Duration requestTime,
        @Nullable TlsConfig tls,
        boolean statusPage,
        PageHosts statusPageHosts) {
    public static final String DEFAULT_ADDRESS = "0.0.0.0:9100";
    public static final int DEFAULT_CONNECTIONS = 256;
    public static final int DEFAULT_CONNECTIONS_PER_ADDRESS = 32;
    public static final Duration DEFAULT_REQUEST_TIME = Duration.ofSeconds(30);

    public MetricsConfig {
        Check.atLeast("the maximum of connections for metrics", 1, connections);
        Check.atLeast("the maximum of connections for metrics per address", 1, connectionsPerAddress);
        Check.positive("the time for a request for metrics", requestTime);
    }

    /** With the usual bounds. */
    public MetricsConfig(@Nullable InetSocketAddress address) {
        this(
                address,
                DEFAULT_CONNECTIONS,
                DEFAULT_CONNECTIONS_PER_ADDRESS,
                DEFAULT_REQUEST_TIME,
                null,
                false,
                PageHosts.LOCAL);
    }

    /** Reads {@code host:port}; an empty text switches the endpoint off. */
    public static MetricsConfig parse(String text) {
        return new MetricsConfig(text.isBlank() ? null : ListenAddress.parse(text));
    }

    /**
     * Whether the status page can be read from other hosts without a certificate, as far as this process knows: a
     * network policy may keep them out.
     */
    public boolean showsStatusToStrangers() {
        return statusPage
                && address != null
                && (address.isUnresolved() || !address.getAddress().isLoopbackAddress())
                && (tls == null || tls.clients() == null);
    }

    /** Names under which the status page is served: those configured, and the one that the port listens on. */
    public PageHosts pageHosts() {
        return address == null ? statusPageHosts : statusPageHosts.and(address.getHostString());
    }

    public MetricsConfig withConnections(int all, int perAddress) {
        return new MetricsConfig(address, all, perAddress, requestTime, tls, statusPage, statusPageHosts);
    }

    public MetricsConfig withRequestTime(Duration changed) {
        return new MetricsConfig(
                address, connections, connectionsPerAddress, changed, tls, statusPage, statusPageHosts);
    }

    public MetricsConfig withTls(@Nullable TlsConfig changed) {
        return new MetricsConfig(
                address, connections, connectionsPerAddress, requestTime, changed, statusPage, statusPageHosts);
    }

    public MetricsConfig withStatusPage(boolean changed) {
        return new MetricsConfig(
                address, connections, connectionsPerAddress, requestTime, tls, changed, statusPageHosts);
    }

    public MetricsConfig withStatusPageHosts(PageHosts changed) {
        return new MetricsConfig(address, connections, connectionsPerAddress, requestTime, tls, statusPage, changed);
    }
}
