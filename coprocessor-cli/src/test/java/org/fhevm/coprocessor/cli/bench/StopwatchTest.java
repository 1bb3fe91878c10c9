package org.fhevm.coprocessor.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.fhevm.tfhe.executor.BootstrapCounter;
import org.junit.jupiter.api.Test;

class StopwatchTest {
    private final PretendedWork workload = new PretendedWork();
    private final Stopwatch stopwatch =
            new Stopwatch(Duration.ofMillis(20), new BootstrapCounter(), () -> workload.now);

    /** Moves the clock for as long as it is told, and computes nothing. */
    private static final class PretendedWork implements Workload<Integer> {
        private Duration now = Duration.ZERO;
        private int millis = 4;
        private int runs;

        @Override
        public String name() {
            return "pretended";
        }

        @Override
        public Integer run() {
            now = now.plusMillis(millis);
            return ++runs;
        }

        @Override
        public void check(Integer result) {
            assertThat(result).isEqualTo(runs);
        }
    }

    @Test
    void aSeriesIsOfAllItsMeasures() throws Exception {
        Stopwatch.Series<Integer> series = stopwatch.series(workload);
        Timing first = series.timing();
        assertThat(first.minimumMillis()).isEqualTo(4);
        assertThat(first.runs()).as("after the warm-up").isEqualTo(4);
        workload.millis = 1;
        series.measure();
        Timing both = series.timing();
        assertThat(both.runs()).isEqualTo(4 + 19).isEqualTo(workload.runs - 2); // the first of each measure warms up
        assertThat(both.minimumMillis()).isEqualTo(1);
    }

    @Test
    void whatTakesFarTooLongIsRunOnce() throws Exception {
        workload.millis = 80;
        assertThat(stopwatch.time(workload)).returns(1, Timing::runs);
        assertThat(workload.runs).isEqualTo(1);

        workload.millis = 79;
        assertThat(stopwatch.time(workload)).returns(1, Timing::runs);
        assertThat(workload.runs).as("with a warm-up").isEqualTo(1 + 2);
    }
}
