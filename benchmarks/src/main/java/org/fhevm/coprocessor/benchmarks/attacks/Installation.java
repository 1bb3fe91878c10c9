package org.fhevm.coprocessor.benchmarks.attacks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.fhevm.coprocessor.benchmarks.process.StartingDaemon;
import org.fhevm.coprocessor.cli.terminal.OwnerOnlyFile;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;

/**
 * The attacked installation: an embedded PostgreSQL, a server, a worker where an attack needs one, and two tenants with
 * the toy keys of the test resources. A daemon that an attack has ended is started again before the next.
 */
final class Installation implements AutoCloseable {
    private static final String DATABASE = "postgres";

    private final EmbeddedPostgres postgres;
    private final Path folder;
    private final Path jvmOptions;
    private final InetSocketAddress serverAddress;
    private final Tenant attacker;
    private final Tenant neighbour;
    private @Nullable Daemon server;
    private @Nullable Daemon worker;

    /**
     * Starts PostgreSQL; daemons are started when they are asked for.
     *
     * @param folder empty; keeps the logs
     * @param home the project's folder
     */
    Installation(Path folder, Path home) throws IOException, SQLException {
        this.folder = folder;
        this.jvmOptions = home.resolve("coprocessor-cli/src/main/launch/jvm.options");
        this.serverAddress = StartingDaemon.freeAddress();
        this.postgres = EmbeddedPostgres.start(folder.resolve("postgres"), EmbeddedPostgres.Data.DISCARDED);
        try {
            OwnerOnlyFile.writeLine(
                    folder.resolve("coprocessor.key"), HexFormat.of().formatHex(new byte[31]) + "01");
            try (Database database = Database.open(DatabaseConfig.of(postgres.url(DATABASE)))) {
                database.migrations().apply();
            }
            byte[] publicKey = ToyTenant.file("keys/pks");
            byte[] serverKey = ToyTenant.file("keys/sks");
            byte[] publicParameters = ToyTenant.file("keys/pp");
            attacker = addTenant(1, publicKey, serverKey, publicParameters);
            neighbour = addTenant(2, publicKey, serverKey, publicParameters);
        } catch (IOException | SQLException | RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    /** Writes a tenant as the tool of the 0.6 backend does. */
    Tenant addTenant(int number, byte[] publicKey, byte[] serverKey, byte[] publicParameters) throws SQLException {
        UUID apiKey = UUID.randomUUID();
        try (Connection connection = database();
                PreparedStatement insert = connection.prepareStatement("""
                        insert into tenants (tenant_api_key, chain_id, acl_contract_address, verifying_contract_address,
                                             pks_key, sks_key, public_params)
                        values (?, ?, ?, ?, ?, ?, ?)
                        returning tenant_id
                        """)) {
            insert.setObject(1, apiKey);
            insert.setInt(2, 12345 + number);
            insert.setString(3, ToyTenant.ACL_CONTRACT);
            insert.setString(4, ToyTenant.VERIFYING_CONTRACT);
            insert.setBytes(5, publicKey);
            insert.setBytes(6, serverKey);
            insert.setBytes(7, publicParameters);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return new Tenant(row.getInt(1), apiKey);
            }
        }
    }

    /** A new connection with the rights of the database's operator; the caller closes it. */
    Connection database() throws SQLException {
        URI url = URI.create(postgres.urlText(DATABASE));
        String[] account = url.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(), account[0], account[1]);
    }

    Tenant attacker() {
        return attacker;
    }

    Tenant neighbour() {
        return neighbour;
    }

    InetSocketAddress serverAddress() {
        return serverAddress;
    }

    /**
     * Starts what is not running.
     *
     * @return whether there was something to start
     */
    boolean start(Attack.Victim victim) throws IOException, InterruptedException, SQLException {
        boolean started = false;
        if (server == null || !server.isAlive()) {
            server = startDaemon(
                    "server.log",
                    List.of(
                            "--run-server",
                            // The attacks upload lists with empty proofs.
                            "--verify-input-proofs=off",
                            "--server-addr",
                            StartingDaemon.text(serverAddress),
                            "--coprocessor-private-key",
                            folder.resolve("coprocessor.key").toString()));
            started = true;
        }
        if (victim == Attack.Victim.WORKER && (worker == null || !worker.isAlive())) {
            removeComputations();
            worker = startDaemon("worker.log", List.of("--run-bg-worker"));
            started = true;
        }
        if (victim == Attack.Victim.SERVER) {
            stopWorker();
        }
        return started;
    }

    /**
     * Removes all computations. Attacks on the server leave tens of thousands, also of the second tenant, which a
     * worker would compute first.
     */
    private void removeComputations() throws SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement()) {
            statement.execute("truncate computations");
        }
    }

    private Daemon startDaemon(String log, List<String> flags) throws IOException, InterruptedException {
        return Daemon.start(jvmOptions, folder.resolve(log), postgres.urlText(DATABASE), flags);
    }

    /** Stops the daemons, so that the next attack meets fresh ones. */
    void stopDaemons() {
        stopWorker();
        if (server != null) {
            server.close();
            server = null;
        }
    }

    /** Stops the worker, so that it takes no processor time from a server that is measured alone. */
    private void stopWorker() {
        if (worker != null) {
            worker.close();
            worker = null;
        }
    }

    Daemon server() {
        return Objects.requireNonNull(server, "the server was not started");
    }

    /** The daemons that are running, or were until an attack. */
    List<Daemon> daemons() {
        List<Daemon> daemons = new ArrayList<>();
        Optional.ofNullable(server).ifPresent(daemons::add);
        Optional.ofNullable(worker).ifPresent(daemons::add);
        return daemons;
    }

    @Override
    public void close() {
        stopDaemons();
        postgres.close();
    }
}
