package org.fhevm.coprocessor.common.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.common.config.TracingConfig;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

class TracingTest {
    private static final TenantId TENANT = new TenantId(1);

    @AutoClose
    private final Metrics metrics = new Metrics();

    private final MeterRegistry registry = metrics.registry();
    private final Logger logger = (Logger) LoggerFactory.getLogger(TracingEvents.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private volatile Duration now = Duration.ofHours(1);

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    @Test
    void nothingIsTracedWhenItIsOff() {
        SpanContext caller = TraceParent.of(List.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

        assertThat(Tracing.OFF.isOn()).isFalse();
        assertThat(Tracing.OFF.admitsCall(TENANT, caller)).isFalse();
        assertThat(Tracing.OFF.admitsCall(TENANT, SpanContext.getInvalid())).isFalse();
        assertThat(Tracing.OFF.admitsComputation(TENANT, caller)).isFalse();
    }

    @Test
    @Timeout(60)
    void aCollectorThatIsGoneCostsSpansAndOneLineInAPeriod() throws IOException {
        URI nowhere;
        try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nowhere = URI.create("http://127.0.0.1:" + reserved.getLocalPort() + "/v1/traces");
        }
        try (Tracing tracing = Tracing.export(config(nowhere), "x", registry, () -> now)) {
            end(tracing, 3);
            awaitLost(3);
            end(tracing, 2);
            awaitLost(5);
            now = now.plus(TracingEvents.PERIOD);
            end(tracing, 1);
            awaitLost(6);
        }
        assertThat(lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains(nowhere + " does not take traces"))
                .satisfiesExactly(
                        first -> assertThat(first).contains("3 spans are lost"),
                        second -> assertThat(second).contains("3 spans are lost"));
        assertThat(log.list)
                .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull());
    }

    @Test
    @Timeout(60)
    void aCollectorThatIsSilentDelaysTheEndForSecondsOnly() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            List<Socket> connections = new ArrayList<>();
            Thread accepting = Thread.ofVirtual().start(() -> acceptInto(silent, connections));
            URI endpoint = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/v1/traces");
            Tracing tracing = Tracing.export(config(endpoint), "x", registry, MonotonicClock.system());
            long began = System.nanoTime();
            end(tracing, 10_000);
            Duration made = Duration.ofNanos(System.nanoTime() - began);

            tracing.close();

            Duration closed = Duration.ofNanos(System.nanoTime() - began);
            assertThat(made).as("time for spans that nothing takes").isLessThan(Duration.ofSeconds(5));
            assertThat(closed).isLessThan(Duration.ofSeconds(20));
            silent.close();
            accepting.join();
            for (Socket connection : connections) {
                connection.close();
            }
        }
    }

    private static void acceptInto(ServerSocket server, List<Socket> connections) {
        try {
            while (true) {
                connections.add(server.accept());
            }
        } catch (IOException e) {
            // The test has closed the socket.
        }
    }

    private static TracingConfig config(URI endpoint) {
        return new TracingConfig(endpoint, "coprocessor", 1, 100);
    }

    private static void end(Tracing tracing, int spans) {
        for (int i = 0; i < spans; i++) {
            tracing.tracer().spanBuilder("test").startSpan().end();
        }
    }

    private void awaitLost(int spans) {
        await().atMost(Duration.ofSeconds(40))
                .until(() -> registry.get("coprocessor_trace_spans")
                                .tag("outcome", "failed")
                                .counter()
                                .count()
                        == spans);
    }

    private List<String> lines() {
        return List.copyOf(log.list).stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
