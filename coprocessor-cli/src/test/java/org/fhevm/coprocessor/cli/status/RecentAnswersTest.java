package org.fhevm.coprocessor.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.fhevm.coprocessor.common.metrics.ObservabilityServer.Answer;
import org.junit.jupiter.api.Test;

class RecentAnswersTest {
    private Duration time = Duration.ZERO;
    private int made;
    private final RecentAnswers answers = new RecentAnswers(() -> time);

    @Test
    void viewersOfTheSameSecondShareAPage() {
        Answer first = get("a");

        time = RecentAnswers.MAXIMUM_AGE.minusMillis(1);
        assertThat(get("a")).isSameAs(first);
        assertThat(get("b")).isNotSameAs(first);
        time = time.plusMillis(1);
        assertThat(get("a")).isNotSameAs(first);
        assertThat(made).isEqualTo(3);
    }

    @Test
    void theAgeCountsFromWhenThePageWasMade() {
        Answer slow = answers.get("a", () -> {
            time = time.plusSeconds(10);
            return get("inner");
        });

        assertThat(get("a")).isSameAs(slow);
    }

    @Test
    void fewPagesAreKept() {
        for (int page = 0; page < 1000; page++) {
            get("page " + page);
        }

        assertThat(answers.size()).isEqualTo(RecentAnswers.CAPACITY);
        get("page 999");
        assertThat(made).isEqualTo(1000);
    }

    private Answer get(String name) {
        return answers.get(name, () -> {
            made++;
            return new Answer(200, "text/plain", new byte[0], Map.of());
        });
    }
}
