package org.fhevm.coprocessor.common.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** An audit log without which calls are refused. */
@Timeout(60)
class RequiredAuditLogTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(50);

    @AutoClose
    private final Metrics metrics = new Metrics();

    private final Logger logger = (Logger) LoggerFactory.getLogger(AuditEvents.class);
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private volatile Duration now = Duration.ofHours(1);

    @TempDir
    private Path folder;

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        events.start();
        logger.addAppender(events);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(events);
        logger.setLevel(null);
    }

    @Test
    void aLineIsInTheFileBeforeItsCallGoesOn() throws IOException {
        Path path = folder.resolve("audit.log");
        try (AuditLog log = log(AuditFile.open(path), LONG)) {
            for (int call = 1; call <= 3; call++) {
                assertThat(require(log, 1, call)).isTrue();
                assertThat(Files.readAllLines(path))
                        .hasSize(call + 1)
                        .last()
                        .asString()
                        .contains("\"count\":" + call);
            }
            assertThat(log.problem()).isEmpty();
        }

        assertThat(Files.readAllLines(path)).first().asString().contains("\"action\":\"audit begin\"", "\"count\":0");
        assertThat(count("written")).isEqualTo(4);
    }

    @Test
    void aFullDiskRefusesCallsUntilThereIsRoom() throws Exception {
        Path path = Files.createSymbolicLink(folder.resolve("audit.log"), Path.of("/dev/full"));
        try (AuditLog log = log(AuditFile.open(path), LONG)) {
            assertThat(require(log, 1, 1)).isFalse();
            assertThat(require(log, 2, 2)).isFalse();
            assertThat(log.problem())
                    .hasValueSatisfying(
                            problem -> assertThat(problem).contains("calls are refused: No space left on device"));
            assertThat(count("refused")).isEqualTo(2);

            Files.delete(path);

            await().until(() -> log.problem().isEmpty());
            assertThat(require(log, 1, 3)).isTrue();
        }

        assertThat(Files.readAllLines(path))
                .satisfiesExactly(
                        begin -> assertThat(begin).contains("\"action\":\"audit begin\"", "\"count\":2,"),
                        call -> assertThat(call).contains("\"action\":\"AsyncCompute\"", "\"count\":3,"));
        assertThat(count("refused")).isEqualTo(2);
        assertThat(count("lost")).isZero();
    }

    @Test
    void aPipeWithoutAReaderRefusesCallsUntilThereIsOne() throws Exception {
        Path pipe = folder.resolve("audit.pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        CompletableFuture<BufferedReader> reader = reader(pipe);
        try (AuditLog log = log(AuditFile.open(pipe), LONG)) {
            try (BufferedReader first = reader.get(30, TimeUnit.SECONDS)) {
                assertThat(require(log, 1, 1)).isTrue();
                assertThat(first.readLine()).contains("audit begin");
            }
            assertThat(require(log, 1, 2)).isFalse();
            assertThat(log.problem())
                    .hasValueSatisfying(problem -> assertThat(problem).contains("Broken pipe"));

            try (BufferedReader second = reader(pipe).get(30, TimeUnit.SECONDS)) {
                await().until(() -> log.problem().isEmpty());
                assertThat(require(log, 1, 3)).isTrue();
                // The line that ends the one that was cut off is empty.
                assertThat(second.lines()
                                .filter(line -> !line.isEmpty())
                                .limit(2)
                                .toList())
                        .satisfiesExactly(
                                resume -> assertThat(resume).contains("\"audit resume\"", "\"count\":1,"),
                                call -> assertThat(call).contains("\"AsyncCompute\"", "\"count\":3,"));
            }
        }
    }

    /** Opening a pipe waits for its other end. */
    private static CompletableFuture<BufferedReader> reader(Path pipe) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return Files.newBufferedReader(pipe);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
    }

    @Test
    void anOutputThatHangsDelaysTheFirstCallsAndRefusesTheOthersAtOnce() throws Exception {
        GatedOutput output = new GatedOutput();
        try (AuditLog log = log(output, SHORT)) {
            await().until(() -> count("written") == 1);
            assertThat(require(log, 1, 1)).isFalse();
            assertThat(log.problem())
                    .hasValueSatisfying(problem -> assertThat(problem).contains("a write takes longer than 50 ms"));
            for (int call = 0; call < 1000; call++) {
                assertThat(require(log, call, 2)).isFalse();
            }
            output.gate.release(1000);

            await().until(() -> log.problem().isEmpty());
            assertThat(require(log, 1, 3)).isTrue();
        }

        // The line that was being written when its call was refused is there: it says that the call was asked for.
        assertThat(output.lines())
                .satisfiesExactly(
                        begin -> assertThat(begin).contains("audit begin"),
                        late -> assertThat(late).contains("\"count\":1,"),
                        resume -> assertThat(resume).contains("audit resume", "\"count\":1001,"),
                        call -> assertThat(call).contains("\"count\":3,"));
    }

    @Test
    void theFloodOfOneTenantDelaysTheLinesOfAnotherByOneWrite() throws Exception {
        GatedOutput output = new GatedOutput();
        try (AuditLog log = log(output, LONG)) {
            await().until(() -> count("written") == 1);
            List<Thread> flood =
                    IntStream.range(0, 500).mapToObj(call -> calling(log, 1)).toList();
            await().until(() -> flood.stream().allMatch(RequiredAuditLogTest::waitsForItsLine));
            Thread other = calling(log, 2);
            await().until(() -> waitsForItsLine(other));
            output.gate.release(2);

            other.join();
            assertThat(output.lines())
                    .filteredOn(line -> line.contains("\"tenant\":2"))
                    .hasSize(1);
            assertThat(flood).filteredOn(Thread::isAlive).hasSizeGreaterThan(400);
            output.gate.release(1000);
            for (Thread call : flood) {
                call.join();
            }
        }

        assertThat(output.lines()).hasSize(502);
        assertThat(count("refused")).isZero();
    }

    @Test
    void aQueueThatATenantHasFilledRefusesItsCallsAndTakesThoseOfOthers() throws Exception {
        int share = AuditLog.MAXIMUM_WAITING / 2;
        GatedOutput output = new GatedOutput();
        try (AuditLog log = log(output, LONG)) {
            await().until(() -> count("written") == 1);
            List<Thread> flood = IntStream.range(0, share + 1000)
                    .mapToObj(call -> calling(log, 1))
                    .toList();
            await().until(() -> flood.stream().allMatch(call -> !call.isAlive() || waitsForItsLine(call)));
            // Those of the write that hangs have left the queue.
            assertThat(count("refused")).isBetween(1000.0 - 32, 1000.0);
            assertThat(log.problem()).isEmpty();

            Thread other = calling(log, 2);
            await().until(() -> waitsForItsLine(other));
            output.gate.release(1000);
            other.join();
            for (Thread call : flood) {
                call.join();
            }
        }

        assertThat(output.lines())
                .hasSize(share + 1000 + 2 - (int) count("refused"))
                .filteredOn(line -> line.contains("\"tenant\":2"))
                .hasSize(1);
    }

    private static Thread calling(AuditLog log, int tenant) {
        return Thread.startVirtualThread(() -> require(log, tenant, 1));
    }

    private static boolean waitsForItsLine(Thread call) {
        return call.getState() == Thread.State.TIMED_WAITING;
    }

    @Test
    void failedCallsOfATenantDoNotKeepOthersFromTheirLines() throws Exception {
        GatedOutput output = new GatedOutput();
        output.gate.release(10_000);
        try (AuditLog log = log(output, LONG)) {
            for (int call = 0; call < 10 * AuditLog.FAILURES_PER_SECOND; call++) {
                log.write(AuditLogTest.entry(1, "error", call));
            }
            assertThat(require(log, 1, 1)).isTrue();
            assertThat(require(log, 2, 1)).isTrue();
        }

        assertThat(count("left_out")).isEqualTo(9.0 * AuditLog.FAILURES_PER_SECOND);
        assertThat(output.lines()).hasSize(AuditLog.FAILURES_PER_SECOND + 3);
    }

    @Test
    void oneReportInAPeriodSaysThatCallsAreRefusedAndOneThatTheyAreServedAgain() throws Exception {
        Path path = folder.resolve("audit.log");
        Files.createSymbolicLink(path, Path.of("/dev/full"));
        try (AuditLog log = log(AuditFile.open(path), LONG)) {
            for (int call = 0; call < 100; call++) {
                assertThat(require(log, 1, call)).isFalse();
            }
            now = now.plus(AuditEvents.PERIOD);
            assertThat(require(log, 1, 100)).isFalse();
            Files.delete(path);
            await().until(() -> log.problem().isEmpty());
        }

        String refused =
                "ERROR the audit log is required and cannot be written, so that calls are refused: No space left on device";
        assertThat(reports())
                .containsExactly(
                        refused, refused, "INFO the audit log is written again; 101 calls were refused meanwhile");
    }

    @Test
    void aLogThatIsClosedTakesNoCall() throws IOException {
        AuditLog log = log(AuditFile.open(folder.resolve("audit.log")), LONG);
        log.close();

        assertThat(require(log, 1, 1)).isFalse();
    }

    private AuditLog log(AuditOutput output, Duration patience) {
        return AuditLog.required(output, metrics.registry(), () -> now, patience);
    }

    private static boolean require(AuditLog log, int tenant, long count) {
        return log.require(AuditLogTest.entry(tenant, "requested", count));
    }

    private double count(String outcome) {
        return metrics.registry()
                .get("coprocessor_audit_lines")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private List<String> reports() {
        return List.copyOf(events.list).stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    /** Takes its first lines at once, and waits for a permit before each further write. */
    private static final class GatedOutput implements AuditOutput {
        private final Semaphore gate = new Semaphore(1);
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void append(byte[] appended) throws IOException {
            try {
                gate.acquire();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            new String(appended, StandardCharsets.US_ASCII).lines().forEach(lines::add);
        }

        List<String> lines() {
            return List.copyOf(lines);
        }

        @Override
        public void close() {}
    }
}
