package org.fhevm.coprocessor.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.daemon.DaemonConfig;
import org.fhevm.coprocessor.cli.daemon.DaemonProcess;
import org.fhevm.coprocessor.cli.keys.KeyFolder;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.config.MetricsConfig;
import org.fhevm.coprocessor.common.config.TracingConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.fhevm.coprocessor.server.signing.SigningKey;
import org.fhevm.coprocessor.server.signing.SigningKeys;
import org.fhevm.coprocessor.worker.config.WorkerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Server and worker, or a server alone, on a fresh database, with metrics and status page, all on free ports of the
 * loopback address.
 */
public final class RunningCoprocessor implements AutoCloseable {
    private static final int FHE_THREADS = 2;

    private final String databaseUrl;
    private final DaemonProcess process;

    private RunningCoprocessor(String databaseUrl, DaemonProcess process) {
        this.databaseUrl = databaseUrl;
        this.process = process;
    }

    public static RunningCoprocessor start(TestServer server) {
        return start(server, settings -> settings);
    }

    /** Starts server and worker, with changed settings of the server. */
    public static RunningCoprocessor start(TestServer server, UnaryOperator<ServerConfig> settings) {
        return start(server, settings, twoThreads(), url -> url, null);
    }

    /**
     * Starts server and worker on a database that they reach in another way.
     *
     * @param way from the URL of the database to the one that the daemon is given
     */
    public static RunningCoprocessor startThrough(TestServer server, UnaryOperator<DatabaseUrl> way) {
        return start(server, settings -> settings, twoThreads(), way, null);
    }

    /** Starts a server alone. */
    public static RunningCoprocessor startServer(TestServer server) {
        return start(server, settings -> settings, Optional.empty(), url -> url, null);
    }

    /** Starts server and worker, which send traces. */
    public static RunningCoprocessor startTraced(TestServer server, TracingConfig tracing) {
        return start(server, settings -> settings, twoThreads(), url -> url, tracing);
    }

    private static Optional<WorkerConfig> twoThreads() {
        return Optional.of(WorkerConfig.defaults().withFheThreads(FHE_THREADS));
    }

    private static RunningCoprocessor start(
            TestServer server,
            UnaryOperator<ServerConfig> settings,
            Optional<WorkerConfig> worker,
            UnaryOperator<DatabaseUrl> way,
            @Nullable TracingConfig tracing) {
        DatabaseUrl url = server.newDatabase();
        byte[] secret = new byte[32];
        secret[31] = 1;
        InetSocketAddress anyPort = new InetSocketAddress("127.0.0.1", 0);
        DaemonConfig config = new DaemonConfig(
                        new DaemonConfig.Serving(
                                settings.apply(ServerConfig.at(anyPort)), SigningKeys.of(SigningKey.of(secret))),
                        worker.orElse(null),
                        new MetricsConfig(anyPort).withStatusPage(true),
                        KeyCacheConfig.defaults(),
                        FHE_THREADS,
                        4)
                .withTracing(tracing);
        return new RunningCoprocessor(
                server.postgres().urlText(url.database()),
                DaemonProcess.start(config, Optional.of(way.apply(url)), "coprocessor under test"));
    }

    /** Adds a tenant with the command for it and returns its API key. */
    public String addTenant(KeyFolder keys) {
        String apiKey = UUID.randomUUID().toString();
        CommandRun run = CommandRun.of(
                "insert-tenant",
                "--database-url",
                databaseUrl,
                "--pks-file",
                keys.publicKey(),
                "--sks-file",
                keys.serverKey(),
                "--public-params-file",
                keys.publicParameters(),
                "--tenant-api-key",
                apiKey,
                "--acl-contract-address",
                "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2",
                "--verifying-contract-address",
                "0x69dE3158643e738a0724418b21a35FAA20CBb1c5",
                "--chain-id",
                12345);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return apiKey;
    }

    public String url() {
        return "http://127.0.0.1:" + process.serverPort().orElseThrow();
    }

    public String databaseUrl() {
        return databaseUrl;
    }

    /** Where a path of the observability endpoint is. */
    public URI observability(String path) {
        int port = process.metricsAddress().orElseThrow().getPort();
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        process.close();
    }
}
