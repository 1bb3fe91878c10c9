package org.fhevm.coprocessor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.fhevm.coprocessor.common.config.LimitsConfig;
import org.junit.jupiter.api.Test;

class ServerConfigTest {

    private final ServerConfig defaults = ServerConfig.at(new InetSocketAddress("127.0.0.1", 50051));

    @Test
    void behavesLikeTheOriginalUnlessToldOtherwise() {
        assertThat(defaults.limits()).isEqualTo(new LimitsConfig(5000, 5000, 10, 255, 4 * 1024 * 1024));
        assertThat(defaults.statusCodes()).isEqualTo(StatusCodes.ALWAYS_UNKNOWN);
        assertThat(defaults.reflection()).isFalse();
    }

    @Test
    void eachSettingCanBeChangedAlone() {
        assertThat(defaults.withReflection(true).reflection()).isTrue();
        assertThat(defaults.withStatusCodes(StatusCodes.BY_KIND).statusCodes()).isEqualTo(StatusCodes.BY_KIND);
        assertThat(defaults.withDrainTime(Duration.ZERO).drainTime()).isZero();
        assertThat(defaults.withCapacity(new Capacity(1, 2, 3)).capacity()).isEqualTo(new Capacity(1, 2, 3));
        LimitsConfig limits = new LimitsConfig(700, 1, 1, 1, 1 << 20);
        assertThat(defaults.withLimits(limits))
                .isEqualTo(new ServerConfig(
                        defaults.address(),
                        limits,
                        defaults.capacity(),
                        defaults.statusCodes(),
                        defaults.reflection(),
                        defaults.drainTime()));
    }

    @Test
    void whatCannotWorkIsRefusedByName() {
        assertThatThrownBy(() -> defaults.withDrainTime(Duration.ofSeconds(-1))).hasMessageContaining("drain time");
        assertThatThrownBy(() -> new Capacity(0, 1, 1))
                .hasMessage("the maximum of calls at once must be at least 1, got 0");
        assertThatThrownBy(() -> new Capacity(1, 0, 1)).hasMessageContaining("FHE tasks");
        assertThatThrownBy(() -> new Capacity(1, 1, -4)).hasMessageContaining("got -4");
    }
}
