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
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.fhevm.coprocessor.common.config.PageHosts;
import org.fhevm.coprocessor.common.metrics.ObservabilityServer.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    void furtherPagesAreReadWithTheirQueryAndTheirHeaders() throws Exception {
        try (ObservabilityServer withPages = withPages(target -> page(200, "asked for " + target))) {
            HttpResponse<String> answer = send(withPages, "/pages/one?name=a&b=%26", "GET");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("asked for /pages/one?name=a&b=%26");
            assertThat(answer.headers().firstValue("x-of-the-page")).contains("yes");
            HttpResponse<String> head = send(withPages, "/pages/one", "HEAD");
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(send(withPages, "/health?x", "GET").body()).isEqualTo("OK");
            assertThat(send(withPages, "/other", "GET").statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "HEADS"})
    void furtherPagesCanOnlyBeRead(String method) throws Exception {
        try (ObservabilityServer withPages = withPages(target -> {
            throw new AssertionError("made a page");
        })) {
            HttpResponse<String> answer = send(withPages, "/pages", method);

            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD");
        }
    }

    @Test
    void aPageThatFailsOrWaitsLeavesTheOthersAlone() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        try (ObservabilityServer withPages = withPages(target -> {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("a defect");
        })) {
            CompletableFuture<HttpResponse<String>> page = client.sendAsync(
                    HttpRequest.newBuilder(uri(withPages, "/pages")).build(), HttpResponse.BodyHandlers.ofString());

            assertThat(send(withPages, "/livez", "GET").statusCode()).isEqualTo(200);
            assertThat(send(withPages, "/metrics", "GET").statusCode()).isEqualTo(200);
            released.countDown();
            assertThat(page.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(500);
            assertThat(page.get().body()).doesNotContain("defect");
        }
    }

    private ObservabilityServer withPages(Function<String, Answer> pages) {
        return new ObservabilityServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                metrics,
                health,
                "1",
                ObservabilityServer.Bounds.DEFAULT,
                null,
                new PageSource() {
                    @Override
                    public boolean has(String path) {
                        return path.startsWith("/pages");
                    }

                    @Override
                    public Answer answer(String target) {
                        return pages.apply(target);
                    }
                },
                PageHosts.LOCAL);
    }

    private static Answer page(int status, String body) {
        return new Answer(status, "text/plain", body.getBytes(StandardCharsets.UTF_8), Map.of("x-of-the-page", "yes"));
    }

    private HttpResponse<String> send(ObservabilityServer to, String path, String method) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri(to, path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(ObservabilityServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
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
        return uri(server, path);
    }
}
