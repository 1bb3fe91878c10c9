package org.fhevm.coprocessor.worker.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    @Test
    void isSilentOnlyAfterTooLong() {
        Duration[] now = {Duration.ofSeconds(-7)};
        Watchdog watchdog = new Watchdog(() -> now[0], Duration.ofMinutes(2));
        now[0] = now[0].plusSeconds(120);
        assertThat(watchdog.silence()).isEmpty();

        now[0] = now[0].plusSeconds(1);

        assertThat(watchdog.silence()).contains("nothing for 121 s");
        watchdog.beat();
        assertThat(watchdog.silence()).isEmpty();
    }
}
