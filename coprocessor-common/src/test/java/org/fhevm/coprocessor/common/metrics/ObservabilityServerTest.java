package org.fhevm.coprocessor.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ObservabilityServerTest {
    private final Metrics metrics = new Metrics();
    private final Health health = new Health();
    private final ObservabilityServer server = new ObservabilityServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), metrics, health, "coprocessor 1.2.3");
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        client.close();
        server.close();
        metrics.close();
    }

    @ParameterizedTest
    @EnumSource
    void exposesEveryLegacyCounterUnderItsOldNameWithoutSuffix(LegacyCounter counter) throws Exception {
        metrics.add(counter, 41);
        metrics.increment(counter);

        String scrape = get("/metrics").body();

        assertThat(scrape).containsPattern("(?m)^" + counter.metricName() + " 42(\\.0)?$");
        assertThat(scrape).doesNotContain(counter.metricName() + "_total");
    }

    @Test
    void hasTheNamesThatDashboardsOfTheReferenceQuery() {
        assertThat(LegacyCounter.values())
                .extracting(LegacyCounter::metricName)
                .containsExactlyInAnyOrder(
                        "coprocessor_upload_inputs_count",
                        "coprocessor_upload_inputs_errors",
                        "coprocessor_async_compute_count",
                        "coprocessor_async_compute_errors",
                        "coprocessor_trivial_encrypt_count",
                        "coprocessor_trivial_encrypt_errors",
                        "coprocessor_get_ciphertexts_count",
                        "coprocessor_get_ciphertexts_errors",
                        "coprocessor_worker_errors",
                        "coprocessor_work_items_polls",
                        "coprocessor_work_items_notifications",
                        "coprocessor_work_items_found",
                        "coprocessor_work_items_errors",
                        "coprocessor_work_items_processed");
    }

    @Test
    void exposesOtherMetricsBeside() throws Exception {
        metrics.registry().counter("coprocessor_key_cache_hits").increment(3);

        assertThat(get("/metrics").body())
                .contains("coprocessor_key_cache_hits_total 3.0")
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void tellsWhatKeepsItFromBeingReady() throws Exception {
        AtomicReference<@Nullable String> problem = new AtomicReference<>();
        health.addReadiness("database", () -> Optional.ofNullable(problem.get()));

        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        problem.set("no answer for 12 s");

        HttpResponse<String> answer = get("/readyz");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("database: no answer for 12 s\n");
        assertThat(get("/livez").statusCode()).as("a restart would not help").isEqualTo(200);
        assertThat(get("/health").body()).as("as in the reference").isEqualTo("OK");
    }

    @Test
    void knowsItsVersionAndNothingElse() throws Exception {
        assertThat(get("/version").body()).isEqualTo("coprocessor 1.2.3\n");
        assertThat(get("/metrics/more").statusCode()).isEqualTo(404);
        assertThat(get("/").statusCode()).isEqualTo(404);
    }

    @Test
    void answersAnyMethod() throws Exception {
        HttpRequest post = HttpRequest.newBuilder(uri("/health"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();

        assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).body())
                .isEqualTo("OK");
    }

    @Test
    void namesAnAddressThatIsInUse() {
        assertThatThrownBy(() -> new ObservabilityServer(server.address(), metrics, health, "x"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot serve metrics on")
                .hasMessageContaining(Integer.toString(server.address().getPort()));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }
}
