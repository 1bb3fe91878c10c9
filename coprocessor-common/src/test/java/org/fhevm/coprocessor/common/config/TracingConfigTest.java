package org.fhevm.coprocessor.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracingConfigTest {
    private static final URI ENDPOINT = URI.create("http://collector:4318/v1/traces");

    @ParameterizedTest
    @CsvSource({
        "http://collector:4318, http://collector:4318/v1/traces",
        "https://collector:4318/, https://collector:4318/v1/traces",
        "http://[::1]:4318, http://[::1]:4318/v1/traces",
        "http://collector/other/traces, http://collector/other/traces"
    })
    void anEndpointWithoutAPathGetsTheUsualOne(String text, String endpoint) {
        assertThat(TracingConfig.endpoint(text)).hasToString(endpoint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "collector:4318", "grpc://collector:4317", "http:///v1/traces", "http://a b"})
    void otherEndpointsAreRefused(String text) {
        assertThatThrownBy(() -> TracingConfig.endpoint(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the endpoint of traces");
    }

    @Test
    void aPasswordInTheEndpointIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> TracingConfig.endpoint("http://me:sesame@collector:4318"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("sesame");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void aRatioIsBetweenNoneAndAll(double ratio) {
        assertThatThrownBy(() -> new TracingConfig(ENDPOINT, "coprocessor", ratio, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("between 0 and 1");
    }

    @Test
    void thereIsABoundAndAName() {
        assertThatThrownBy(() -> new TracingConfig(ENDPOINT, "coprocessor", 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TracingConfig(ENDPOINT, " ", 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
