package org.fhevm.coprocessor.cli.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.fhevm.coprocessor.cli.daemon.DaemonConfig;
import org.fhevm.coprocessor.cli.daemon.DaemonProcess;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.computation.Operand;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.config.MetricsConfig;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.config.WorkerConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The status page of a running worker, over HTTP. */
@EmbeddedDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatusPagesTest {
    private static final String REASON = "<script src=\"//evil.example\"></script>";

    private final Database database;
    private final QueueScenario queue;
    private final HttpClient client = HttpClient.newHttpClient();
    private DaemonProcess process;
    private TenantId tenant = new TenantId(0);

    StatusPagesTest(Database database) {
        this.database = database;
        this.queue = new QueueScenario(database);
    }

    private static DaemonProcess start(DatabaseUrl url, boolean statusPage) {
        DaemonConfig config = new DaemonConfig(
                null,
                WorkerConfig.defaults().withFheThreads(1),
                new MetricsConfig(new InetSocketAddress("127.0.0.1", 0)).withStatusPage(statusPage),
                KeyCacheConfig.defaults(),
                1,
                2);
        return DaemonProcess.start(config, Optional.of(url), "coprocessor under test");
    }

    /** The worker starts when all rows are there: it would claim one that is about to fail. */
    @BeforeAll
    void fillAndStart() throws Exception {
        queue.clear();
        tenant = queue.addTenant();
        queue.store(tenant, "in");
        queue.add(tenant, "sum", "in", "lost");
        queue.set("sum", "waits_for = 'lost'");
        queue.add(tenant, "next", "sum", "in");
        queue.set("next", "waits_for = 'sum'");
        queue.add(tenant, "clear", new Operand.Encrypted(QueueScenario.handle("in")), scalar("sum"));
        queue.fail(tenant, "clear", REASON);
        process = start(database.config().url(), true);
    }

    private static Operand scalar(String text) {
        return new Operand.Scalar(Bytes.of(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @AfterAll
    void stop() {
        client.close();
        process.close();
    }

    @Test
    void showsTheInstallation() {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Page page = Page.of(get("/status").body().getBytes(StandardCharsets.UTF_8));
            assertThat(page.text("health")).contains("coprocessor under test, worker");
            assertThat(page.rows("workers")).hasSize(1);
            assertThat(page.rows("tenants"))
                    .containsExactly(List.of(tenant.toString(), "enabled", "0", "0", "2", "1", "0"));
            assertThat(page.rows("failures").getFirst()).contains("add euint64", REASON);
        });
    }

    @Test
    void takesSamplesWithTheWorkersOwnMeasurements() {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Page page = Page.of(get("/status").body().getBytes(StandardCharsets.UTF_8));
            assertThat(page.text("backlog-drawing")).contains("waiting for an input 2");
        });
    }

    @Test
    void aHandleHasItsNeighboursInBothDirections() throws Exception {
        HttpResponse<String> answer = get(address("sum"));

        assertThat(answer.statusCode()).isEqualTo(200);
        Page page = Page.of(answer.body().getBytes(StandardCharsets.UTF_8));
        assertThat(page.text("content")).contains("waiting add euint64");
        assertThat(page.text("needs"))
                .contains(QueueScenario.handle("in") + " stored", QueueScenario.handle("lost") + " unknown");
        assertThat(page.text("needed-by"))
                .contains(QueueScenario.handle("next") + " waiting")
                .as("a clear operand of the same bytes")
                .doesNotContain(QueueScenario.handle("clear").toString());
    }

    private String address(String name) {
        return "/status/handle?tenant=" + tenant + "&handle="
                + QueueScenario.handle(name).hex();
    }

    @ParameterizedTest
    @CsvSource({
        "/status/handle, 400",
        "/status/handle?tenant=1, 400",
        "/status/handle?tenant=x&handle=0x00, 400",
        "/status/handle?tenant=1&handle=0x0, 400",
        "/status/handle?tenant=%3Cscript%3E&handle=%22, 400",
        "/status/handle?tenant=2147483647&handle=0x00, 200",
        "/status/, 200",
        "/status?x=1, 200",
        "/status/none, 404",
        "/status/../status, 404",
        "/status/StatusPages.class, 404",
        "/statusx, 404"
    })
    void parametersAndPathsAreChecked(String path, int status) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).doesNotContain("<script>");
        if (answer.body().startsWith("<!DOCTYPE")) {
            Page.of(answer.body().getBytes(StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/handle?tenant=1&handle=0x00", "/handle", "/style.css", "/status.js", "/icon.svg", "/none"})
    void everyAnswerForbidsWhatThePageDoesNotNeed(String path) throws Exception {
        HttpResponse<String> answer = get("/status" + path);

        assertThat(answer.headers().firstValue("content-security-policy").orElse(""))
                .startsWith("default-src 'none';")
                .contains("frame-ancestors 'none'", "base-uri 'none'", "script-src 'self'", "form-action 'self'")
                .doesNotContain("unsafe", "*", "data:", "http");
        assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(answer.headers().firstValue("x-frame-options")).contains("DENY");
        assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
        assertThat(answer.headers().firstValue("referrer-policy")).contains("no-referrer");
    }

    @Test
    void scriptsAndStylesNameNoOtherHost() throws Exception {
        for (String file : List.of("style.css", "status.js", "charts.js")) {
            assertThat(get("/status/" + file).body())
                    .isNotBlank()
                    .doesNotContain("//www", "http:", "https:", "@import");
        }
        assertThat(get("/status/status.js").headers().firstValue("content-type"))
                .contains("text/javascript; charset=utf-8");
    }

    @Test
    void itCanOnlyBeRead() throws Exception {
        HttpRequest post = HttpRequest.newBuilder(uri(process, "/status"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();

        assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
    }

    /** As a web site would ask whose name resolves to this machine. */
    @Test
    void anotherSiteGetsNoPageButProbesAreAnswered() throws IOException {
        for (String path : List.of("/status", "/status/", address("sum"), "/status/status.js", "/status/none")) {
            assertThat(asEvilSite(path)).as(path).startsWith("HTTP/1.1 421 ").doesNotContain("worker", "<html");
        }
        assertThat(asEvilSite("/livez")).startsWith("HTTP/1.1 200 ");
        assertThat(asEvilSite("/metrics")).startsWith("HTTP/1.1 200 ");
    }

    private String asEvilSite(String path) throws IOException {
        InetSocketAddress address = process.metricsAddress().orElseThrow();
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
            String request = "GET " + path + " HTTP/1.1\r\nHost: evil.example:9100\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void itIsAbsentUnlessItIsTurnedOn() throws Exception {
        try (DaemonProcess without = start(database.config().url(), false)) {
            assertThat(get(without, "/status").statusCode()).isEqualTo(404);
            assertThat(get(without, "/livez").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aProcessWithoutItsDatabaseLivesAndSaysWhatIsMissing() throws Exception {
        DatabaseUrl nowhere = DatabaseUrl.parse("postgres://me:sesame@127.0.0.1:1/coprocessor");
        try (DaemonProcess lonely = start(nowhere, true)) {
            HttpResponse<String> page = get(lonely, "/status");
            HttpResponse<String> handle = get(lonely, address("sum"));

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("The database cannot be read: it does not answer.");
            assertThat(handle.statusCode()).isEqualTo(503);
            assertThat(handle.body()).contains("it does not answer");
            assertThat(get(lonely, address("next")).body()).contains("could not be read a moment ago");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(get(lonely, "/readyz").body()).contains("does not answer"));
            HttpResponse<String> readiness = get(lonely, "/readyz");
            assertThat(readiness.statusCode()).isEqualTo(503);
            assertThat(get(lonely, "/livez").statusCode()).isEqualTo(200);
            assertThat(page.body() + handle.body() + readiness.body()).doesNotContain("sesame");
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(process, path);
    }

    private HttpResponse<String> get(DaemonProcess from, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(from, path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(DaemonProcess process, String path) {
        return URI.create(
                "http://127.0.0.1:" + process.metricsAddress().orElseThrow().getPort() + path);
    }
}
