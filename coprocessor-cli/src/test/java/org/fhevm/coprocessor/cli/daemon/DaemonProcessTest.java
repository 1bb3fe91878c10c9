package org.fhevm.coprocessor.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.testing.RunningCoprocessor;
import org.fhevm.coprocessor.common.audit.AuditFile;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.config.MetricsConfig;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.fhevm.coprocessor.server.signing.SigningKey;
import org.fhevm.coprocessor.server.signing.SigningKeys;
import org.fhevm.coprocessor.worker.config.WorkerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EmbeddedDatabase
class DaemonProcessTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

    @Test
    void aRunningProcessIsAliveBecomesReadyAndCounts(TestServer server) {
        try (RunningCoprocessor coprocessor = RunningCoprocessor.start(server)) {
            assertThat(get(coprocessor.observability("/livez")).statusCode()).isEqualTo(200);
            assertThat(get(coprocessor.observability("/health")).body()).isEqualTo("OK");
            assertThat(get(coprocessor.observability("/version")).body().strip())
                    .isEqualTo("coprocessor under test");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(
                                    get(coprocessor.observability("/readyz")).statusCode())
                            .isEqualTo(200));
            assertThat(get(coprocessor.observability("/metrics")).body())
                    .contains(
                            "coprocessor_work_items_polls",
                            "coprocessor_fhe_threads 2.0",
                            "coprocessor_fhe_bootstraps");
        }
    }

    @Test
    void aSchemaThatIsBehindIsAReasonNotToBeReady(TestServer server) {
        DaemonConfig config = new DaemonConfig(
                null,
                WorkerConfig.defaults().withFheThreads(1),
                new MetricsConfig(ANY_PORT),
                KeyCacheConfig.defaults(),
                1,
                2);
        try (DaemonProcess process = DaemonProcess.start(config, Optional.of(server.newEmptyDatabase()), "x")) {
            URI readiness = URI.create(
                    "http://127.0.0.1:" + process.metricsAddress().orElseThrow().getPort() + "/readyz");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(get(readiness).body()).contains("run the command migrate"));
        }
    }

    @Test
    void anAuditLogThatIsRequiredAndCannotBeWrittenIsAReasonNotToBeReady(TestServer server, @TempDir Path folder)
            throws Exception {
        Path log = Files.createSymbolicLink(folder.resolve("audit.log"), Path.of("/dev/full"));
        AuditFile file = AuditFile.open(log);
        DaemonConfig config = new DaemonConfig(
                new DaemonConfig.Serving(
                        ServerConfig.at(ANY_PORT),
                        SigningKeys.of(SigningKey.of(HexFormat.of().parseHex("01".repeat(32)))),
                        () -> Optional.of(file),
                        true),
                null,
                new MetricsConfig(ANY_PORT),
                KeyCacheConfig.defaults(),
                1,
                1);
        try (DaemonProcess process = DaemonProcess.start(config, Optional.of(server.newDatabase()), "x")) {
            URI readiness = URI.create(
                    "http://127.0.0.1:" + process.metricsAddress().orElseThrow().getPort() + "/readyz");
            await().untilAsserted(() -> assertThat(get(readiness).body())
                    .contains("audit log: cannot be written, so that calls are refused: No space left on device"));
            Files.delete(log);
            await().untilAsserted(() -> assertThat(get(readiness).body()).doesNotContain("audit log"));
        }
        assertThat(log).content().contains("audit begin");
    }

    @Test
    void metricsAloneNeedNoDatabase() {
        DaemonConfig config =
                new DaemonConfig(null, null, new MetricsConfig(ANY_PORT), KeyCacheConfig.defaults(), 1, 1);
        try (DaemonProcess process = DaemonProcess.start(config, Optional.empty(), "x")) {
            assertThat(process.serverPort()).isEmpty();
            assertThat(process.metricsAddress()).isPresent();
        }
    }

    @Test
    void anAddressInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(ANY_PORT);
            InetSocketAddress address = (InetSocketAddress) taken.getLocalSocketAddress();
            DaemonConfig config =
                    new DaemonConfig(null, null, new MetricsConfig(address), KeyCacheConfig.defaults(), 1, 1);

            assertThatThrownBy(() -> DaemonProcess.start(config, Optional.empty(), "x"))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining(Integer.toString(address.getPort()))
                    .hasMessageContaining("in use");
        }
    }

    private static HttpResponse<String> get(URI uri) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
