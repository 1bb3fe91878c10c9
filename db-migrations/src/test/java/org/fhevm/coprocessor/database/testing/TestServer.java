package org.fhevm.coprocessor.database.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.embedded.EmbeddedPostgres;

/** The PostgreSQL server of a test JVM; creates databases on it. */
public final class TestServer implements AutoCloseable {
    private static final String TEMPLATE = "migrated_template";

    private final AtomicInteger databases = new AtomicInteger();
    private final ReservedFolder folder;
    private final EmbeddedPostgres postgres;

    TestServer() {
        folder = ReservedFolder.firstFree();
        postgres = EmbeddedPostgres.start(folder.path(), EmbeddedPostgres.Data.DISCARDED);
        execute("create database " + TEMPLATE);
        try (Database template = Database.open(DatabaseConfig.of(postgres.url(TEMPLATE)))) {
            template.migrations().apply();
        }
        TestRole.createAll(postgres.url(TEMPLATE));
    }

    /** A new database with the current schema. */
    public DatabaseUrl newDatabase() {
        return create("template " + TEMPLATE);
    }

    /** A new database without any table. */
    public DatabaseUrl newEmptyDatabase() {
        return create("");
    }

    /** The server itself, for tests that restart it. */
    public EmbeddedPostgres postgres() {
        return postgres;
    }

    /** How many databases were made for tests. */
    int databases() {
        return databases.get();
    }

    /** Whether it accepts connections. */
    boolean answers() {
        try (Database database =
                Database.open(DatabaseConfig.of(postgres.url("postgres")).withMaximumPoolSize(1))) {
            return database.tryToConnect().isEmpty();
        }
    }

    @Override
    public void close() {
        postgres.close();
        folder.close();
    }

    private DatabaseUrl create(String options) {
        String name = "test_" + databases.incrementAndGet();
        execute("create database " + name + " " + options);
        return postgres.url(name);
    }

    private void execute(String sql) {
        try (Database database = Database.open(
                        DatabaseConfig.of(postgres.url("postgres")).withMaximumPoolSize(1));
                Connection connection = database.openDedicatedConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
