package org.fhevm.coprocessor.worker.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PulseTest {
    @Test
    void isSilentOnlyAfterTooLong() {
        Duration[] now = {Duration.ofSeconds(-7)};
        Pulse pulse = new Pulse(() -> now[0], Duration.ofMinutes(2));
        now[0] = now[0].plusSeconds(120);
        assertThat(pulse.silence()).isEmpty();

        now[0] = now[0].plusSeconds(1);

        assertThat(pulse.silence()).contains("nothing for 121 s");
        pulse.beat();
        assertThat(pulse.silence()).isEmpty();
    }
}
