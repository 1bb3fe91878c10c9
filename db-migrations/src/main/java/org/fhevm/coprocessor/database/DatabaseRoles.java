package org.fhevm.coprocessor.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.postgresql.PGConnection;

/**
 * Roles of PostgreSQL with the rights that each part of the system needs: server, worker, operator, reader, and the
 * migration, which owns the tables. They have no logins; accounts are made in them ({@link DatabaseAccount}). A
 * database works without them, too.
 */
public final class DatabaseRoles {
    private static final String CREATE = "db/roles/create.sql";
    private static final String GRANTS = "db/roles/grants.sql";

    private DatabaseRoles() {}

    /** The statements of {@link #create}, for operators who run them by other means. */
    public static String sql() {
        return text(CREATE) + "\n" + text(GRANTS);
    }

    /**
     * Creates missing roles and gives all of them their rights in a migrated database. The account needs the right to
     * create roles, and to give the tables to another owner.
     *
     * @throws SchemaMismatchException if the database is not migrated
     * @throws MigrationException if the database cannot be reached, or refuses it
     */
    public static void create(DatabaseUrl url) {
        create(url, Map.of());
    }

    /**
     * Also makes accounts in the roles, or gives those that are there these passwords. The driver sends a password as a
     * SCRAM verifier, so that no log of the database server shows it.
     *
     * @throws SchemaMismatchException if the database is not migrated
     * @throws MigrationException if a password cannot be had, or the database cannot be reached or refuses it
     */
    public static void create(DatabaseUrl url, Map<DatabaseAccount, PasswordSource> accounts) {
        DatabaseConfig config = DatabaseConfig.of(url.direct()).withApplicationName("coprocessor-roles");
        try (Connection connection = new SetUpDataSource(
                        config.url(),
                        ConnectionSetup.patientDriverProperties(config),
                        ConnectionSetup.patientSessionSql(config, Migrations.LOCK_TIMEOUT))
                .getConnection()) {
            execute(connection, sql());
            for (Map.Entry<DatabaseAccount, PasswordSource> account : accounts.entrySet()) {
                makeAccount(connection, account.getKey(), account.getValue().current());
            }
        } catch (SQLException e) {
            if (SqlState.UNDEFINED_TABLE.isOf(e)) {
                throw new SchemaMismatchException(e);
            }
            throw new MigrationException("cannot set up the roles of " + config.url(), e);
        }
    }

    /** The password comes last: until then nothing can log in to a new account. */
    private static void makeAccount(Connection connection, DatabaseAccount account, String password)
            throws SQLException {
        execute(connection, """
                do $$
                begin
                    create role %1$s;
                exception
                    when duplicate_object or unique_violation then null;
                end
                $$;
                alter role %1$s login;
                grant %2$s to %1$s;
                """.formatted(account.user(), String.join(", ", account.roles())));
        connection
                .unwrap(PGConnection.class)
                .alterUserPassword(account.user(), password.toCharArray(), "scram-sha-256");
    }

    /** Gives the roles their rights after a migration, if the database server has the roles. */
    static void grantIfPresent(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("select to_regrole('coprocessor_migration') is not null")) {
            if (!answer.next() || !answer.getBoolean(1)) {
                return;
            }
        }
        execute(connection, text(GRANTS));
    }

    /** Without parameters, so that the driver sends all statements at once, which makes them one transaction. */
    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(String resource) {
        try (InputStream content = DatabaseRoles.class.getClassLoader().getResourceAsStream(resource)) {
            if (content == null) {
                throw new IllegalStateException("the program lacks " + resource);
            }
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
