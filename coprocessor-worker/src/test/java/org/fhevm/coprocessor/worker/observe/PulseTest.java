package org.fhevm.coprocessor.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class PulseTest {
    @Test
    void isSilentOnlyAfterTooLong() {
        Instant[] now = {Instant.parse("2026-01-01T00:00:00Z")};
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return now[0];
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
        Pulse pulse = new Pulse(clock, Duration.ofMinutes(2));
        now[0] = now[0].plusSeconds(120);
        assertThat(pulse.silence()).isEmpty();

        now[0] = now[0].plusSeconds(1);

        assertThat(pulse.silence()).contains("nothing for 121 s");
        pulse.beat();
        assertThat(pulse.silence()).isEmpty();
    }
}
