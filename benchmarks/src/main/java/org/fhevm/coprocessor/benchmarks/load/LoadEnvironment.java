package org.fhevm.coprocessor.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fhevm.coprocessor.benchmarks.PretendingWorker;
import org.fhevm.coprocessor.benchmarks.ProcessorTime;
import org.fhevm.coprocessor.cli.terminal.OwnerOnlyFile;
import org.fhevm.coprocessor.common.access.ApiKeyDigest;
import org.fhevm.coprocessor.common.access.NewApiKey;
import org.fhevm.coprocessor.common.access.Rights;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.ApiKeyRepository;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.repository.NewCiphertext;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.common.tenant.KeyPart;
import org.fhevm.coprocessor.common.tenant.KeySource;
import org.fhevm.coprocessor.common.tenant.NewTenant;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.embedded.EmbeddedPostgres;
import org.fhevm.tfhe.operation.FheType;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL with one tenant and stored ciphertexts, the server as a process of its own, and a worker on demand. */
final class LoadEnvironment implements AutoCloseable {
    static final int STORED_HANDLES = 5_000;

    private static final String MOST_CONNECTIONS = "20000";

    /** Approximate size of an encrypted 64-bit value in the database. */
    private static final int STORED_BYTES = 1_600;

    private static final String SERVER_HEAP = "-Xmx512m";
    private static final Duration START_TIME = Duration.ofSeconds(60);

    private final Path folder;
    private final EmbeddedPostgres postgres;
    private final Database database;
    private final UUID apiKey = UUID.randomUUID();
    private final UUID namedKey = UUID.randomUUID();
    private final @Nullable Path tlsFolder;
    private final int port;
    private final int metricsPort;
    private final Process server;
    private @Nullable Process worker;

    LoadEnvironment(Path folder, List<String> serverOptions) throws Exception {
        this(folder, serverOptions, null);
    }

    /** @param tlsFolder with {@code server.crt} and {@code server.key}; null for a server without TLS */
    LoadEnvironment(Path folder, List<String> serverOptions, @Nullable Path tlsFolder) throws Exception {
        this.folder = folder;
        this.tlsFolder = tlsFolder;
        this.postgres = EmbeddedPostgres.start(folder.resolve("postgres"), EmbeddedPostgres.Data.DISCARDED);
        this.database = Database.open(DatabaseConfig.of(postgres.url("postgres")));
        database.migrations().apply();
        addTenant();
        this.port = freePort();
        this.metricsPort = freePort();
        this.server = startServer(serverOptions);
        awaitReady();
    }

    private void addTenant() throws IOException {
        TenantId tenant = new TenantRepository(database)
                .insert(new NewTenant(
                        apiKey,
                        new ChainId(12345),
                        "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2",
                        "0x69dE3158643e738a0724418b21a35FAA20CBb1c5",
                        new StoredKeySet(Map.of(KeyPart.SERVER, KeySource.ofBytes(new byte[] {1})))));
        new CiphertextRepository(database.dsl())
                .insert(
                        tenant,
                        IntStream.range(0, STORED_HANDLES)
                                .mapToObj(index -> NewCiphertext.computed(
                                        Handle.of(storedHandle(index)),
                                        FheType.UINT64,
                                        Bytes.of(new byte[STORED_BYTES])))
                                .toList());
        new Transactions(database)
                .call(transaction -> new ApiKeyRepository(transaction)
                        .add(new NewApiKey(tenant, "load", ApiKeyDigest.of(namedKey), Rights.ALL, null)));
        database.dsl().execute("vacuum analyze ciphertexts");
    }

    /** The name of a stored ciphertext. */
    static byte[] storedHandle(int index) {
        return ByteBuffer.allocate(32).putInt(28, index).putInt(0, 0x5704ed).array();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process startServer(List<String> options) throws IOException {
        Path key = folder.resolve("signing.key");
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        OwnerOnlyFile.writeLine(key, HexFormat.of().formatHex(secret));
        List<String> command = java(SERVER_HEAP);
        command.addAll(List.of(
                "org.fhevm.coprocessor.cli.Main",
                "run",
                "--run-server",
                "--server-addr",
                "127.0.0.1:" + port,
                "--metrics-addr",
                "127.0.0.1:" + metricsPort,
                "--coprocessor-private-key",
                key.toString(),
                // All clients of this program come from one address.
                "--server-maximum-connections",
                MOST_CONNECTIONS,
                "--server-maximum-connections-per-address",
                MOST_CONNECTIONS));
        if (tlsFolder != null) {
            command.addAll(List.of(
                    "--server-tls-certificate",
                    certificate(tlsFolder).toString(),
                    "--server-tls-key",
                    tlsFolder.resolve("server.key").toString()));
        }
        command.addAll(options);
        return start(command, "server.log");
    }

    private static Path certificate(Path folder) {
        return folder.resolve("server.crt");
    }

    private static List<String> java(String heap) {
        return new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                heap,
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseG1GC",
                "-cp",
                System.getProperty("java.class.path")));
    }

    private Process start(List<String> command, String log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log).toFile());
        builder.environment().put("DATABASE_URL", postgres.urlText("postgres"));
        return builder.start();
    }

    private void awaitReady() throws Exception {
        long end = System.nanoTime() + START_TIME.toNanos();
        while (!isReady()) {
            if (System.nanoTime() > end || !server.isAlive()) {
                throw new IllegalStateException("the server does not start; see " + folder.resolve("server.log"));
            }
            Thread.sleep(50);
        }
    }

    private boolean isReady() {
        try {
            return get("/readyz").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) throws IOException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metricsPort + path))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Starts a worker that claims and completes and computes nothing. */
    void startWorker() throws IOException {
        List<String> command = java("-Xmx512m");
        command.add(PretendingWorker.class.getName());
        worker = start(command, "worker.log");
    }

    void stopWorker() throws InterruptedException, IOException {
        if (worker != null) {
            worker.getOutputStream().close();
            if (!worker.waitFor(30, TimeUnit.SECONDS)) {
                worker.destroyForcibly();
            }
            worker = null;
        }
    }

    /** Resources of the server process at this moment, after a full collection of garbage. */
    ServerSample sample() throws IOException {
        collectGarbage();
        return ServerSample.of(server.pid(), get("/metrics").body());
    }

    private void collectGarbage() throws IOException {
        Process collection = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(server.pid()),
                        "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            int status = collection.waitFor();
            if (status != 0) {
                throw new IOException("jcmd could not have the server collect garbage: status " + status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Processor time that the server and its database have used until now. */
    Duration processorTime() throws IOException {
        String pid = Files.readAllLines(folder.resolve("postgres/data/postmaster.pid"))
                .getFirst();
        return ProcessHandle.of(Long.parseLong(pid.strip()))
                .map(ProcessorTime::usedWithDescendants)
                .orElse(Duration.ZERO)
                .plus(ProcessorTime.usedWithDescendants(server.toHandle()));
    }

    boolean serverIsAlive() {
        return server.isAlive();
    }

    int port() {
        return port;
    }

    /** The tenant's key in the column of 0.6. */
    UUID apiKey() {
        return apiKey;
    }

    /** A key of the same tenant with rights. */
    UUID namedKey() {
        return namedKey;
    }

    /** The certificate that clients trust, if the server speaks TLS. */
    Optional<Path> certificate() {
        return Optional.ofNullable(tlsFolder).map(LoadEnvironment::certificate);
    }

    EmbeddedPostgres postgres() {
        return postgres;
    }

    Database database() {
        return database;
    }

    /**
     * Number of rows that PostgreSQL has read so far by scanning whole tables, which no statement of a daemon should
     * do.
     */
    long rowsReadByScans() {
        return database.dsl().fetchSingle("""
                        select coalesce(sum(seq_tup_read), 0)::bigint from pg_stat_user_tables
                        where relname in ('computations', 'ciphertexts')
                        """).get(0, Long.class);
    }

    /** The first lines of the server's log that tell of trouble. */
    List<String> troubles() throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve("server.log"))) {
            return lines.filter(line -> line.contains("ERROR") || line.contains("OutOfMemory"))
                    .limit(5)
                    .toList();
        }
    }

    @Override
    public void close() throws Exception {
        stopWorker();
        server.destroy();
        if (!server.waitFor(40, TimeUnit.SECONDS)) {
            server.destroyForcibly();
        }
        database.close();
        postgres.close();
    }
}
