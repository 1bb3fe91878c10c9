package org.fhevm.coprocessor.database.testing;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.embedded.EmbeddedPostgres;
import org.fhevm.coprocessor.database.embedded.EmbeddedPostgresException;

/**
 * The PostgreSQL server of a test JVM; creates databases on it. It runs until the JVM ends, and not only until JUnit
 * does: mutation tests call JUnit once for each test.
 */
public final class TestServer {
    private static final String TEMPLATE = "migrated_template";

    /** A JVM that ends gives up its folder when its server has stopped, which takes a moment. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

    private final AtomicInteger databases = new AtomicInteger();
    private final EmbeddedPostgres postgres;

    private TestServer() {
        // The folder depends on the module, so that a rerun finds and stops what a killed run left behind.
        String module = Integer.toHexString(Path.of("").toAbsolutePath().hashCode());
        Path folder = Path.of(
                System.getProperty("java.io.tmpdir"),
                "coprocessor-test-" + System.getProperty("user.name") + "-" + module);
        postgres = await("the folder of the server")
                .atMost(LONGEST_STOP)
                .ignoreExceptionsMatching(TestServer::isInUse)
                .until(() -> EmbeddedPostgres.start(folder, EmbeddedPostgres.Data.DISCARDED), started -> true);
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::close, "stop the test server"));
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

    private static boolean isInUse(Throwable e) {
        return e instanceof EmbeddedPostgresException
                && String.valueOf(e.getMessage()).contains("in use by another");
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
