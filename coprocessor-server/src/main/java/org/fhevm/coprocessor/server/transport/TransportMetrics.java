package org.fhevm.coprocessor.server.transport;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.fhevm.coprocessor.common.transport.ConnectionGate;

/** Metrics of the port: its connections, and those that it closed. */
final class TransportMetrics {
    private final Counter silent;
    private final Counter slow;
    private final Counter unfinished;

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

    void slowReaderReset() {
        slow.increment();
    }
}
