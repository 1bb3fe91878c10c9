package org.fhevm.coprocessor.common.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@Timeout(60)
class AuditLogTest {
    @AutoClose
    private final Metrics metrics = new Metrics();

    private final MeterRegistry registry = metrics.registry();
    private final Output output = new Output();
    private final Logger logger = (Logger) LoggerFactory.getLogger(AuditEvents.class);
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private volatile Duration now = Duration.ofHours(1);

    @BeforeEach
    void listen() {
        events.start();
        logger.addAppender(events);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(events);
    }

    @Test
    void entriesAreWrittenInOrderAndAllBeforeItCloses() throws IOException {
        try (AuditLog log = log()) {
            IntStream.range(0, 1000).forEach(number -> write(log, 1, "ok", number));
        }

        assertThat(output.lines()).hasSize(1000);
        assertThat(IntStream.range(0, 1000))
                .allSatisfy(number -> assertThat(output.lines().get(number)).contains("\"count\":" + number + ","));
        assertThat(count("written")).isEqualTo(1000);
        assertThat(output.closed).isTrue();
    }

    @Test
    void aFullDiskLosesLinesWithOneReportInAPeriodAndWritesThoseThatFollow() throws IOException {
        output.failure = "No space left on device";
        try (AuditLog log = log()) {
            write(log, 1, "ok", 1);
            await().until(() -> count("lost") == 1);
            write(log, 1, "ok", 2);
            await().until(() -> count("lost") == 2);
            now = now.plus(AuditEvents.PERIOD);
            write(log, 1, "ok", 3);
            await().until(() -> count("lost") == 3);
            output.failure = null;
            write(log, 1, "ok", 4);
            await().until(() -> count("written") == 1);
        }

        assertThat(output.lines()).singleElement().asString().contains("\"count\":4,");
        assertThat(reports())
                .containsExactly(
                        "1 lines of the audit log are lost: No space left on device",
                        "2 lines of the audit log are lost: No space left on device");
    }

    @Test
    void anOutputThatHangsDelaysNoCallAndTakesABoundedMemory() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        output.hanging = hanging;
        AuditLog log = log();
        for (int number = 0; number < AuditLog.MAXIMUM_WAITING + 1000; number++) {
            write(log, number, "ok", number);
        }

        assertThat(count("lost")).isBetween(1000.0 - 256, 1000.0);
        hanging.countDown();
        log.close();
        assertThat(count("lost") + count("written")).isEqualTo(AuditLog.MAXIMUM_WAITING + 1000.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "cancelled"})
    void failedCallsOfOneTenantLeaveRoomForOthers(String outcome) throws IOException {
        try (AuditLog log = log()) {
            for (int number = 0; number < 10 * AuditLog.FAILURES_PER_SECOND; number++) {
                write(log, 1, outcome, number);
            }
            write(log, 1, "ok", 1);
            write(log, 2, "error", 1);
        }

        assertThat(output.lines()).hasSize(AuditLog.FAILURES_PER_SECOND + 2);
        assertThat(count("left_out")).isEqualTo(9.0 * AuditLog.FAILURES_PER_SECOND);
        assertThat(count("lost")).isZero();
    }

    private AuditLog log() {
        return new AuditLog(output, registry, () -> now);
    }

    private static void write(AuditLog log, int tenant, String outcome, long count) {
        log.write(entry(tenant, outcome, count));
    }

    /** Of a call of a tenant. */
    static AuditEntry entry(int tenant, String outcome, long count) {
        return new AuditEntry(
                Instant.EPOCH,
                "AsyncCompute",
                new AuditLineTest.Subject(new TenantId(tenant), null, null, null, null),
                null,
                outcome,
                null,
                count,
                List.of());
    }

    private double count(String outcome) {
        return registry.get("coprocessor_audit_lines")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private List<String> reports() {
        return List.copyOf(events.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    /** Keeps lines, hangs, or fails. */
    private static final class Output implements AuditOutput {
        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
        private volatile @Nullable String failure;
        private volatile @Nullable CountDownLatch hanging;
        private volatile boolean closed;

        @Override
        public void append(byte[] appended) throws IOException {
            CountDownLatch latch = hanging;
            if (latch != null) {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            if (failure != null) {
                throw new IOException(failure);
            }
            new String(appended, StandardCharsets.US_ASCII).lines().forEach(lines::add);
        }

        List<String> lines() {
            return List.copyOf(lines);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
