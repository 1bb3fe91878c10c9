package org.fhevm.coprocessor.common.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RepetitionTest {
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void anActionIsRepeatedOnItsOwnThread() {
        try (Repetition repetition = Repetition.start("counts", Duration.ofMillis(1), this::count)) {
            await().until(() -> runs.get() >= 3);
        }
    }

    @Test
    void itBeginsWithAPause() {
        try (Repetition repetition = Repetition.start("counts", Duration.ofHours(1), this::count)) {
            assertThat(runs).hasValue(0);
        }
    }

    @Test
    void closingEndsTheActionThatRunsAndTheRepetition() {
        Repetition repetition = Repetition.start("waits", Duration.ofMillis(1), this::waitForever);
        await().until(() -> runs.get() == 1);

        repetition.close();

        await().until(() -> interrupted.get() == 1);
        await().during(Duration.ofMillis(50)).until(() -> runs.get() == 1);
    }

    private void count() {
        assertThat(Thread.currentThread().getName()).isEqualTo("counts");
        runs.incrementAndGet();
    }

    private void waitForever() {
        runs.incrementAndGet();
        try {
            never.await();
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            Thread.currentThread().interrupt();
        }
    }
}
