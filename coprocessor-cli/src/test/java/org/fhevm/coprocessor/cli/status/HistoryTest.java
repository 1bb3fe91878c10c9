package org.fhevm.coprocessor.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.worker.claim.QueueDepth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Samples, their history, and the lines of charts that they become. */
class HistoryTest {
    private final Metrics metrics = new Metrics();
    private final History history = new History();
    private Duration time = Duration.ofDays(1);
    private Optional<QueueDepth> depth = Optional.empty();
    private final Sampler sampler =
            new Sampler(history, metrics, () -> depth, () -> time, () -> Instant.EPOCH.plus(time));

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void aSampleHasRatesSinceThePreviousOne() {
        depth = Optional.of(new QueueDepth(12, 3, 0, Duration.ZERO, Map.of()));
        metrics.add(LegacyCounter.WORK_ITEMS_PROCESSED, 20);
        metrics.add(LegacyCounter.WORK_ITEMS_ERRORS, 2);
        metrics.add(LegacyCounter.ASYNC_COMPUTE_COUNT, 3);
        metrics.add(LegacyCounter.GET_CIPHERTEXTS_COUNT, 1);
        take(4);
        depth = Optional.empty();
        take(4);

        assertThat(history.samples())
                .containsExactly(
                        new Sample(Instant.EPOCH.plus(time).minusSeconds(4), new Sample.Backlog(12, 3), 5, 0.5, 1),
                        new Sample(Instant.EPOCH.plus(time), null, 0, 0, 0));
    }

    @Test
    void anHourIsKept() {
        for (int sample = 0; sample < History.CAPACITY + 10; sample++) {
            take(5);
        }

        List<Sample> kept = history.samples();
        assertThat(kept).hasSize(History.CAPACITY);
        assertThat(Duration.between(kept.getFirst().at(), kept.getLast().at()))
                .isEqualTo(Duration.ofHours(1).minusSeconds(5));
        assertThat(kept.getLast().at()).isEqualTo(Instant.EPOCH.plus(time));
    }

    @Test
    void samplesAreAveragedAndGapsStayGaps() {
        Instant now = Models.NOW;
        List<Sample> samples = List.of(
                Models.sample(3700, 1000, 0),
                Models.sample(3599, 8, 0),
                Models.sample(15, 10, 0),
                Models.sample(5, 20, 0),
                Models.sample(0, 30, 0));

        Chart.Series series = Chart.Series.of(
                "x",
                samples,
                now,
                sample ->
                        sample.backlog() == null ? Double.NaN : sample.backlog().claimable());

        assertThat(series.values()).hasSize(Chart.SLOTS);
        assertThat(series.values().getFirst()).isEqualTo(8);
        assertThat(series.values().getLast()).isEqualTo(20);
        assertThat(series.values().subList(1, Chart.SLOTS - 1)).allMatch(value -> value.isNaN());
        assertThat(series.latest()).isEqualTo(20);
        assertThat(series.average(0)).isEqualTo(8);
        assertThat(series.average(5)).isNaN();
        assertThat(new Chart("x", "x", now, List.of(series)).maximum()).isEqualTo(20);
    }

    private void take(int seconds) {
        time = time.plusSeconds(seconds);
        sampler.sample();
    }
}
