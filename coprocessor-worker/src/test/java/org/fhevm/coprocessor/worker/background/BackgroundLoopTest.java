package org.fhevm.coprocessor.worker.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackgroundLoopTest {
    private final Metrics metrics = new Metrics();
    private final WorkerEvents events = new WorkerEvents(metrics);
    private final Duration[] now = {Duration.ZERO};
    private final Watchdog watchdog = new Watchdog(() -> now[0], Duration.ofMinutes(2));

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void goesOnWhateverFails() {
        AtomicInteger turns = new AtomicInteger();
        try (BackgroundLoop loop = loop(() -> switch (turns.incrementAndGet()) {
            case 1 -> throw new DataAccessException("no database");
            case 2 -> throw new IllegalStateException("a defect");
            case 3 -> throw new AssertionError("another");
            default -> Duration.ofMillis(10);
        })) {
            loop.start();

            await().until(() -> turns.get() > 5);
            assertThat(loop.problem()).isEmpty();
            assertThat(metrics.value(LegacyCounter.WORKER_ERRORS)).isEqualTo(3);
        }
        assertThat(events.databaseProblem()).contains("no database");
    }

    @Test
    void takesNoTurnOnceItIsClosed() {
        AtomicInteger turns = new AtomicInteger();
        BackgroundLoop loop = loop(() -> {
            turns.incrementAndGet();
            return Duration.ofHours(1);
        });
        loop.start();
        await().until(() -> turns.get() == 1);

        loop.close();

        assertThat(turns).hasValue(1);
        assertThat(loop.problem()).as("it was to end").isEmpty();
    }

    @Test
    void saysThatATurnTakesTooLong() {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        try (BackgroundLoop loop = loop(() -> {
            entered.countDown();
            stuck.await();
            return Duration.ofMillis(10);
        })) {
            now[0] = Duration.ofHours(1);
            assertThat(loop.problem()).as("before it starts").isEmpty();
            loop.start();
            await().until(() -> entered.getCount() == 0);

            now[0] = now[0].plusSeconds(121);
            assertThat(loop.problem()).contains("nothing for 121 s");

            stuck.countDown();
            await().until(() -> loop.problem().isEmpty());
        }
    }

    @Test
    void saysThatItsThreadHasEnded() {
        try (BackgroundLoop loop = loop(() -> {
            throw new InterruptedException();
        })) {
            loop.start();

            await().until(() -> loop.problem().isPresent());
            assertThat(loop.problem()).contains("has died");
        }
    }

    private BackgroundLoop loop(BackgroundLoop.Turn turn) {
        return new BackgroundLoop("do something", turn, events, watchdog);
    }
}
