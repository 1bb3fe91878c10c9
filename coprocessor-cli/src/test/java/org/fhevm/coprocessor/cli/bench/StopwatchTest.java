package org.fhevm.coprocessor.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.fhevm.tfhe.executor.BootstrapCounter;
import org.junit.jupiter.api.Test;

class StopwatchTest {
    private final Sleep workload = new Sleep();
    private final Stopwatch stopwatch = new Stopwatch(Duration.ofMillis(20), new BootstrapCounter());

    /** Sleeps for as long as it is told. */
    private static final class Sleep implements Workload<Integer> {
        private int millis = 4;
        private int runs;

        @Override
        public String name() {
            return "sleep";
        }

        @Override
        public Integer run() throws InterruptedException {
            Thread.sleep(millis);
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
        assertThat(first.minimumMillis()).isGreaterThanOrEqualTo(4);
        workload.millis = 1;
        series.measure();
        Timing both = series.timing();
        assertThat(both.runs())
                .isGreaterThan(first.runs())
                .isEqualTo(workload.runs - 2); // the first of each measure warms up
        assertThat(both.minimumMillis()).isLessThan(first.minimumMillis());
    }

    @Test
    void whatTakesFarTooLongIsRunOnce() throws Exception {
        workload.millis = 100;
        assertThat(stopwatch.time(workload)).returns(1, Timing::runs);
        assertThat(workload.runs).isEqualTo(1);
    }
}
