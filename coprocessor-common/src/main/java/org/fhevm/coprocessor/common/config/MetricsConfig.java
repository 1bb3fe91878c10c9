package org.fhevm.coprocessor.common.config;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where metrics and health are served.
 *
 * @param address nothing switches the endpoint off
 */
public record MetricsConfig(Optional<InetSocketAddress> address) {
    public static final String DEFAULT_ADDRESS = "0.0.0.0:9100";

    /** Reads {@code host:port}; an empty text switches the endpoint off. */
    public static MetricsConfig parse(String text) {
        return text.isBlank()
                ? new MetricsConfig(Optional.empty())
                : new MetricsConfig(Optional.of(ListenAddress.parse(text)));
    }
}
