package org.fhevm.coprocessor.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
    @Test
    void limitsDefaultToThoseOfTheReference() {
        assertThat(LimitsConfig.DEFAULT).isEqualTo(new LimitsConfig(5000, 5000, 10, 255, 4_194_304));
    }

    @Test
    void aBadValueIsNamedWithItsBound() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LimitsConfig(5000, 5000, 10, 256, 4_194_304))
                .withMessage("the maximum of values per input list must be between 0 and 255, got 256");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyCacheConfig(32, 1, Duration.ZERO))
                .withMessageContaining("must be positive");
    }

    @Test
    void metricsAreSwitchedOffByAnEmptyAddress() {
        assertThat(MetricsConfig.parse("").address()).isNull();
        assertThat(MetricsConfig.parse("0.0.0.0:9100").address()).isEqualTo(new InetSocketAddress("0.0.0.0", 9100));
    }

    @Test
    void aStatusPageThatStrangersCanReadIsNoticed() {
        MetricsConfig everywhere = MetricsConfig.parse("0.0.0.0:9100").withStatusPage(true);
        TlsConfig withoutClients = new TlsConfig(Path.of("certificate"), Path.of("key"), null);
        TlsConfig withClients = new TlsConfig(
                Path.of("certificate"), Path.of("key"), new TlsConfig.Clients(Path.of("authorities"), Set.of()));

        assertThat(everywhere.showsStatusToStrangers()).isTrue();
        assertThat(everywhere.withTls(withoutClients).showsStatusToStrangers()).isTrue();
        assertThat(everywhere.withTls(withClients).showsStatusToStrangers()).isFalse();
        assertThat(everywhere.withStatusPage(false).showsStatusToStrangers()).isFalse();
        assertThat(MetricsConfig.parse("127.0.0.1:9100").withStatusPage(true).showsStatusToStrangers())
                .isFalse();
        assertThat(MetricsConfig.parse("").withStatusPage(true).showsStatusToStrangers())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", ":50051", "host:port", "127.0.0.1:65536", "::1:50051", "127.0.0.1:"})
    void anAddressToListenOnNeedsHostAndPort(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ListenAddress.parse(text))
                .withMessageContaining(text);
    }

    @Test
    void anIpv6AddressIsBracketed() {
        assertThat(ListenAddress.parse("[::1]:50051")).isEqualTo(new InetSocketAddress("::1", 50051));
    }
}
