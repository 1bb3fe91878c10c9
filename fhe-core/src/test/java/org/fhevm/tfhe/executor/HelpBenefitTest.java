package org.fhevm.tfhe.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HelpBenefitTest {
    private static final int BOOTSTRAPS = 100 * HelpBenefit.PROBE_INTERVAL;

    private final HelpBenefit benefit = new HelpBenefit();

    @Test
    void asksForHelpUntilBothKindsOfTimesAreKnown() {
        for (int i = 0; i < HelpBenefit.TIMES; i++) {
            assertThat(benefit.asks()).isTrue();
            benefit.measured(true, 100);
        }
        benefit.measured(false, 1);
        benefit.measured(false, 1);
        assertThat(benefit.asks()).isTrue();
        benefit.measured(false, 1);
        assertThat(benefit.asks()).isFalse();
    }

    @Test
    void helpThatPaysIsUsedExceptForProbes() {
        assertThat(helped(9, 10)).isEqualTo(BOOTSTRAPS - BOOTSTRAPS / HelpBenefit.PROBE_INTERVAL);
    }

    @Test
    void helpThatDoesNotPayIsProbedOnly() {
        run(15, 10, 4 * HelpBenefit.PROBE_INTERVAL);
        assertThat(helped(15, 10)).isEqualTo(BOOTSTRAPS / HelpBenefit.PROBE_INTERVAL);
    }

    @Test
    void fewSlowTimesChangeNothing() {
        run(9, 10, 10 * HelpBenefit.PROBE_INTERVAL);
        benefit.measured(true, 1_000);
        benefit.measured(true, 1_000);
        assertThat(benefit.asks()).isTrue();
        benefit.measured(true, 1_000);
        assertThat(benefit.asks()).isFalse();
    }

    @Test
    void probesFindOutThatHelpPaysAgain() {
        run(15, 10, 10 * HelpBenefit.PROBE_INTERVAL);
        run(9, 10, 4 * HelpBenefit.PROBE_INTERVAL);
        assertThat(benefit.asks()).isTrue();
    }

    private int helped(long withHelp, long alone) {
        return run(withHelp, alone, BOOTSTRAPS);
    }

    /** Runs bootstraps that take these times, and returns how many of them asked for help. */
    private int run(long withHelp, long alone, int count) {
        return (int) IntStream.range(0, count)
                .filter(i -> {
                    boolean asks = benefit.asks();
                    benefit.measured(asks, asks ? withHelp : alone);
                    return asks;
                })
                .count();
    }
}
