package org.fhevm.coprocessor.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessMetricsTest {
    private Optional<String> problem = Optional.empty();

    @Test
    void theBuildIsNamed() {
        try (Metrics metrics = new Metrics()) {
            ProcessMetrics.register(metrics, new Health(), "coprocessor 1.2.3");

            assertThat(metrics.scrape())
                    .contains("coprocessor_build_info{commit=\"" + ProcessMetrics.commit() + "\",java=\""
                            + Runtime.version() + "\",version=\"1.2.3\"} 1\n");
            assertThat(ProcessMetrics.commit()).matches("unknown|[0-9a-f]{40}");
        }
    }

    @Test
    void readinessAndLivenessAreThoseOfTheProbes() {
        try (Metrics metrics = new Metrics()) {
            Health health = new Health();
            health.addReadiness("database", () -> problem);
            ProcessMetrics.register(metrics, health, "coprocessor 1.2.3");
            assertThat(metrics.scrape()).contains("coprocessor_ready 1.0", "coprocessor_alive 1.0");

            problem = Optional.of("away");
            assertThat(metrics.scrape()).contains("coprocessor_ready 0.0", "coprocessor_alive 1.0");

            health.addLiveness("threads", () -> problem);
            assertThat(metrics.scrape()).contains("coprocessor_alive 0.0");
        }
    }
}
