package org.fhevm.coprocessor.cli.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdleHeapTest {
    private static final long LOADED = 900 * Megabytes.ONE;
    private static final long IDLE = 300 * Megabytes.ONE;

    private Duration now = Duration.ZERO;
    private long processorNanos;
    private long committed = LOADED;
    private int collections;
    private IdleHeap heap;

    @BeforeEach
    void watch() {
        heap = new IdleHeap(() -> now, () -> processorNanos, () -> committed, () -> {
            collections++;
            committed = Math.min(committed, IDLE);
        });
    }

    @Test
    void aMinuteWithoutWorkGivesMemoryBack() {
        pass(Duration.ofSeconds(50), 1);
        assertThat(collections).isZero();
        pass(Duration.ofSeconds(10), 1);
        assertThat(collections).isEqualTo(1);
        assertThat(committed).isEqualTo(IDLE);
    }

    @Test
    void aBusyProcessIsNeverInterrupted() {
        pass(Duration.ofHours(1), 15);
        assertThat(collections).isZero();
    }

    @Test
    void workBeginsTheMinuteAgain() {
        pass(Duration.ofSeconds(50), 1);
        pass(Duration.ofSeconds(10), 100);
        pass(Duration.ofSeconds(50), 1);
        assertThat(collections).isZero();
        pass(Duration.ofSeconds(10), 1);
        assertThat(collections).isEqualTo(1);
    }

    @Test
    void anIdleHeapIsCollectedOnceUntilItHasGrownAgain() {
        pass(Duration.ofHours(1), 1);
        assertThat(collections).isEqualTo(1);
        committed = IDLE + IdleHeap.WORTHWHILE - 1;
        pass(Duration.ofHours(1), 1);
        assertThat(collections).as("little to gain").isEqualTo(1);
        committed = IDLE + IdleHeap.WORTHWHILE;
        pass(Duration.ofSeconds(10), 1);
        assertThat(collections).isEqualTo(2);
    }

    @Test
    void aHeapThatCannotShrinkIsNotCollectedAgainAndAgain() {
        heap = new IdleHeap(() -> now, () -> processorNanos, () -> committed, () -> collections++);
        pass(Duration.ofHours(1), 1);
        assertThat(collections).isEqualTo(1);
    }

    /** Lets time pass in which one processor is busy for this part. */
    private void pass(Duration time, int percent) {
        for (Duration end = now.plus(time); now.compareTo(end) < 0; ) {
            now = now.plus(IdleHeap.PERIOD);
            processorNanos += IdleHeap.PERIOD.toNanos() * percent / 100;
            heap.look();
        }
    }
}
