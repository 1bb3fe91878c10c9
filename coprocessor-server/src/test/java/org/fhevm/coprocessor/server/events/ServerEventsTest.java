package org.fhevm.coprocessor.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import org.fhevm.coprocessor.common.error.ErrorKind;
import org.fhevm.coprocessor.server.config.InputProofs;
import org.fhevm.coprocessor.server.testing.LogCapture;
import org.junit.jupiter.api.Test;

class ServerEventsTest {

    private final ServerEvents events = new ServerEvents();
    private Duration now = Duration.ZERO;
    private final ServerEvents timed = new ServerEvents(() -> now);

    @Test
    void refusalsOfOneKindAreLoggedALimitedNumberOfTimesAPeriodAndThenCounted() {
        try (LogCapture log = LogCapture.of("grpc_server")) {
            refuse(25, ErrorKind.NOT_FOUND);
            refuse(1, ErrorKind.RESOURCE_EXHAUSTED);
            assertThat(log.lines())
                    .hasSize(11)
                    .startsWith("INFO AsyncCompute refused: why {}")
                    .endsWith("WARN AsyncCompute refused: why {}");

            events.refusalPeriodEnded();
            events.refusalPeriodEnded();
            assertThat(log.lines())
                    .hasSize(12)
                    .endsWith("INFO 15 more calls were refused in the last 10 s, not_found {}");

            refuse(1, ErrorKind.NOT_FOUND);
            assertThat(log.lines()).hasSize(13);
        }
    }

    @Test
    void failuresOfEveryKindAreLimitedWithTheirStackTraces() {
        Throwable cause = new IllegalStateException("why");
        try (LogCapture log = LogCapture.of("grpc_server")) {
            for (int time = 0; time < 100; time++) {
                events.callFailed("GetCiphertexts", "text", cause);
                events.callBroke("GetCiphertexts", cause);
                events.databaseFailed("GetCiphertexts", "text");
            }
            assertThat(log.lines()).hasSize(2 * ServerEvents.FAILURES_PER_PERIOD + 1);

            events.refusalPeriodEnded();
            events.refusalPeriodEnded();
            assertThat(log.lines())
                    .hasSize(2 * ServerEvents.FAILURES_PER_PERIOD + 3)
                    .endsWith(
                            "ERROR 95 more calls failed in the last 10 s {}",
                            "ERROR 95 more calls broke in the last 10 s {}");
        }
    }

    @Test
    void anOutageOfTheDatabaseIsLoggedAtGrowingIntervalsForEachMethod() {
        try (LogCapture log = LogCapture.of("grpc_server")) {
            for (int second = 0; second < 60; second++) {
                timed.databaseFailed("GetCiphertexts", "text");
                timed.databaseFailed("UploadInputs", "text");
                now = now.plusSeconds(1);
            }
            assertThat(log.lines().stream().filter(line -> line.contains("GetCiphertexts")))
                    .containsExactly(
                            "WARN GetCiphertexts failed in the database: text {}",
                            "WARN GetCiphertexts failed in the database: text (failed 11 times in 10 s) {}",
                            "WARN GetCiphertexts failed in the database: text (failed 31 times in 30 s) {}");
            assertThat(log.lines()).hasSize(6);
        }
    }

    @Test
    void announcementsThatAreNotHeardAreLoggedOnceAndSoIsTheirReturn() {
        try (LogCapture log = LogCapture.of("grpc_server")) {
            timed.announcementsHeard();
            timed.announcementsNotHeard(new SQLException("gone"));
            now = now.plusSeconds(1);
            timed.announcementsNotHeard(new SQLException("gone"));
            timed.announcementsHeard();
            timed.announcementsHeard();

            assertThat(log.lines())
                    .containsExactly(
                            "WARN workers' announcements of results are not received, connecting again: gone {}",
                            "INFO workers' announcements of results are received again (failed 2 times in 1 s) {}");
        }
    }

    private void refuse(int times, ErrorKind kind) {
        Collections.nCopies(times, kind).forEach(each -> events.callRefused("AsyncCompute", each, "why"));
    }

    @Test
    void aServerThatVerifiesNoProofsWarnsOnce() {
        try (LogCapture log = LogCapture.of("grpc_server")) {
            events.inputProofs(new InputProofs(InputProofs.Policy.OFF, 2), 2, true);
            assertThat(log.lines()).singleElement().asString().startsWith("WARN proofs of inputs are NOT verified");
        }
        try (LogCapture log = LogCapture.of("grpc_server")) {
            events.inputProofs(new InputProofs(InputProofs.Policy.STRICT, 2), 2, true);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("INFO proofs of inputs are verified (strict) on 2 threads that give way to all others");
        }
    }
}
