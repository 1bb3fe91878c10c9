package org.fhevm.coprocessor.database.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.embedded.EmbeddedPostgres;

/**
 * The PostgreSQL server of a test JVM; creates databases on it. It runs until the JVM ends, and not only until JUnit
 * does: mutation tests call JUnit once for each test.
 */
public final class TestServer {
    private static final String TEMPLATE = "migrated_template";

    private final AtomicInteger databases = new AtomicInteger();
    private final ReservedFolder folder;
    private final EmbeddedPostgres postgres;

    private TestServer() {
        folder = ReservedFolder.firstFree();
        postgres = EmbeddedPostgres.start(folder.path(), EmbeddedPostgres.Data.DISCARDED);
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop the test server"));
        execute("create database " + TEMPLATE);
        try (Database template = Database.open(DatabaseConfig.of(postgres.url(TEMPLATE)))) {
            template.migrations().apply();
        }
    }

    /** The server of this JVM, which the first call starts. */
    static TestServer running() {
        return Running.SERVER;
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

    private void stop() {
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

    private static final class Running {
        static final TestServer SERVER = new TestServer();
    }
}
