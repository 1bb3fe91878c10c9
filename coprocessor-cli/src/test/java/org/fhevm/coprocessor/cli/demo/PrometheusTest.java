package org.fhevm.coprocessor.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.Writer;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fhevm.coprocessor.cli.client.CoprocessorClient;
import org.fhevm.coprocessor.cli.daemon.DaemonConfig;
import org.fhevm.coprocessor.cli.daemon.DaemonProcess;
import org.fhevm.coprocessor.cli.demo.ConfidentialTransfer.Balances;
import org.fhevm.coprocessor.cli.testing.Expressions;
import org.fhevm.coprocessor.cli.testing.Expressions.Expression;
import org.fhevm.coprocessor.cli.testing.Prometheus;
import org.fhevm.coprocessor.cli.testing.RunningCoprocessor;
import org.fhevm.coprocessor.cli.testing.ToyCrs;
import org.fhevm.coprocessor.cli.testing.ToyKeyFolder;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.config.MetricsConfig;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.coprocessor.worker.config.WorkerConfig;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus scrapes a server and a worker: every panel shows data, and alerts fire and resolve. {@code
 * docker/test-prometheus.sh} fetches Prometheus and runs this.
 */
@EmbeddedDatabase
@Tag("prometheus")
class PrometheusTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    @Timeout(240)
    void panelsShowDataAndAlertsFireAndResolve(TestServer server) throws Exception {
        Optional<Path> program = Prometheus.program();
        assumeTrue(program.isPresent(), "there is no prometheus on the PATH or in COPROCESSOR_PROMETHEUS");
        InetSocketAddress workerMetrics = new InetSocketAddress("127.0.0.1", Prometheus.freePort());
        try (RunningCoprocessor coprocessor = RunningCoprocessor.startServer(server);
                Database database = Database.open(DatabaseConfig.of(DatabaseUrl.parse(coprocessor.databaseUrl())));
                Prometheus prometheus = Prometheus.start(
                        program.get(),
                        folder,
                        List.of(
                                coprocessor.observability("/").getAuthority(),
                                "127.0.0.1:" + workerMetrics.getPort()))) {
            String apiKey = coprocessor.addTenant(ToyKeyFolder.ours(folder.resolve("keys")));
            awaitFiring(prometheus, "CoprocessorNoWorker");
            awaitFiring(prometheus, "CoprocessorInstanceDown");

            try (DaemonProcess worker = worker(coprocessor, workerMetrics)) {
                assertThat(worker.metricsAddress()).contains(workerMetrics);
                awaitResolved(prometheus, "CoprocessorNoWorker");
                awaitResolved(prometheus, "CoprocessorInstanceDown");
                insertOldRowOfNoTenant(database);
                awaitFiring(prometheus, "CoprocessorWorkWaits");

                System.gc();
                await().atMost(LONGEST).untilAsserted(() -> {
                    transfer(coprocessor, apiKey);
                    assertThat(withoutData(prometheus)).isEmpty();
                });
                assertThat(prometheus.brokenRules()).isEmpty();

                database.dsl().execute("delete from computations where tenant_id = 999");
                awaitResolved(prometheus, "CoprocessorWorkWaits");
                assertThat(prometheus.firing()).doesNotContain("CoprocessorComputationsFail");
                insertRowThatFails(database);
                awaitFiring(prometheus, "CoprocessorComputationsFail");
                awaitResolved(prometheus, "CoprocessorComputationsFail");
            }
            awaitFiring(prometheus, "CoprocessorNoWorker");
        }
    }

    private static DaemonProcess worker(RunningCoprocessor coprocessor, InetSocketAddress metrics) {
        DaemonConfig config = new DaemonConfig(
                null,
                WorkerConfig.defaults().withFheThreads(2),
                new MetricsConfig(metrics),
                KeyCacheConfig.defaults(),
                2,
                4);
        return DaemonProcess.start(
                config, Optional.of(DatabaseUrl.parse(coprocessor.databaseUrl())), "coprocessor under test");
    }

    /** Its input is stored, but a worker cannot load its keys, so it stays ready. */
    private static void insertOldRowOfNoTenant(Database database) {
        database.dsl()
                .execute("insert into ciphertexts"
                        + " (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)"
                        + " values (999, 'a', 'bytes', 0, 5)");
        insert(database, "999, 'old', 5, array['a', 'a']::bytea[], 0, false, localtimestamp - interval '1 hour'");
    }

    /** No operation has this number. */
    private static void insertRowThatFails(Database database) {
        insert(database, "1, 'fails', 5, array['a', 'a']::bytea[], 99, false, localtimestamp");
    }

    private static void insert(Database database, String values) {
        database.dsl()
                .execute("insert into computations"
                        + " (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar, created_at)"
                        + " values (" + values + ")");
        database.dsl().execute("notify work_available");
    }

    private static void transfer(RunningCoprocessor coprocessor, String apiKey) {
        try (CoprocessorClient client = CoprocessorClient.connect(coprocessor.url(), UUID.fromString(apiKey))) {
            new ConfidentialTransfer(
                            client,
                            ToyCrs.prover(),
                            TenantAddresses.TEST,
                            ToyKeys.shared().clientKey(),
                            FheType.UINT8,
                            new PhaseLog(new PrintWriter(Writer.nullWriter())))
                    .run(new Balances(BigInteger.TEN, BigInteger.ONE), BigInteger.TWO);
        }
    }

    /** The places of expressions that return no series. */
    private static List<String> withoutData(Prometheus prometheus) throws Exception {
        List<Expression> expressions = new ArrayList<>(Expressions.ofPanels());
        expressions.addAll(Expressions.ofRules("recording.yaml"));
        List<String> places = new ArrayList<>();
        for (Expression expression : expressions) {
            if (prometheus.query(expression.text()).isEmpty()) {
                places.add(expression.place() + ": " + expression.text());
            }
        }
        return places;
    }

    private static void awaitFiring(Prometheus prometheus, String alert) {
        await().atMost(LONGEST)
                .untilAsserted(() -> assertThat(prometheus.firing()).contains(alert));
    }

    private static void awaitResolved(Prometheus prometheus, String alert) {
        await().atMost(LONGEST)
                .untilAsserted(() -> assertThat(prometheus.firing()).doesNotContain(alert));
    }
}
