package org.fhevm.coprocessor.server.transport;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.SocketAddress;
import org.fhevm.coprocessor.common.logging.LineBudget;
import org.fhevm.coprocessor.common.transport.ConnectionGate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Metrics of the port: its connections, and those that it closed. */
final class TransportMetrics {
    /** Most log lines about handshakes of TLS that fail in a period. */
    private static final int LINES_PER_PERIOD = 10;

    private static final Logger LOG = LoggerFactory.getLogger("grpc_server");

    private final Counter silent;
    private final Counter slow;
    private final Counter unfinished;
    private final Counter refused;
    private final LineBudget lines = new LineBudget(LINES_PER_PERIOD);

    TransportMetrics(MeterRegistry registry, ConnectionGate gate, UnfinishedFrames frames) {
        Gauge.builder("coprocessor_unfinished_frame_bytes", frames, UnfinishedFrames::bytes)
                .description("memory for frames that have arrived in part")
                .register(registry);
        Gauge.builder("coprocessor_connections", gate, ConnectionGate::open)
                .description("open connections of clients")
                .register(registry);
        FunctionCounter.builder("coprocessor_connections_refused", gate, ConnectionGate::refused)
                .description("connections closed at once because too many were open")
                .register(registry);
        silent = Counter.builder("coprocessor_connections_silent")
                .description("connections closed because HTTP/2 did not begin in time")
                .register(registry);
        unfinished = Counter.builder("coprocessor_connections_unfinished")
                .description("connections closed because the rest of a frame did not arrive in time")
                .register(registry);
        refused = Counter.builder("coprocessor_tls_handshakes_failed")
                .description("connections whose TLS handshake failed")
                .register(registry);
        slow = Counter.builder("coprocessor_answers_unread")
                .description("answers cancelled because clients did not read them in time")
                .register(registry);
    }

    void silentConnectionClosed() {
        silent.increment();
    }

    void unfinishedFrameCutOff() {
        unfinished.increment();
    }

    /** A client and the server could not agree, or the client's certificate was refused. */
    void tlsRefused(SocketAddress client, Throwable cause) {
        refused.increment();
        if (lines.take()) {
            LOG.info("the TLS handshake with {} failed: {}", client, cause.getMessage());
        }
    }

    /** Begins a new period of log lines. */
    void periodEnded() {
        int leftOut = lines.renew();
        if (leftOut > 0) {
            LOG.info("the TLS handshakes with {} more clients failed", leftOut);
        }
    }

    void slowReaderReset() {
        slow.increment();
    }
}
