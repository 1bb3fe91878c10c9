package org.fhevm.coprocessor.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.fhevm.coprocessor.common.error.ErrorKind;
import org.fhevm.coprocessor.server.config.InputProofs;
import org.fhevm.coprocessor.server.testing.LogCapture;
import org.junit.jupiter.api.Test;

class ServerEventsTest {

    private final ServerEvents events = new ServerEvents();

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
            assertThat(log.lines()).hasSize(3 * ServerEvents.FAILURES_PER_PERIOD);

            events.refusalPeriodEnded();
            events.refusalPeriodEnded();
            assertThat(log.lines())
                    .hasSize(3 * ServerEvents.FAILURES_PER_PERIOD + 3)
                    .endsWith(
                            "ERROR 95 more calls failed in the last 10 s {}",
                            "ERROR 95 more calls broke in the last 10 s {}",
                            "WARN 95 more calls failed in the database in the last 10 s {}");
            assertThat(log.lines().stream().filter(line -> line.contains("failed in the database")))
                    .as("each at the level of the line about one failure")
                    .allMatch(line -> line.startsWith("WARN "));
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
