package org.fhevm.coprocessor.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Creates the database on a server that does not have it yet, the first step of setting up a coprocessor. */
public final class DatabaseCreation {
    /**
     * Every server has this database. We connect to it only to create another one, since an account may have no access
     * to it.
     */
    private static final String MAINTENANCE_DATABASE = "postgres";

    private DatabaseCreation() {}

    /**
     * Creates the database that the URL names, unless it is there.
     *
     * @return whether it was created
     * @throws MigrationException if the server cannot be reached, or does not allow it
     */
    public static boolean createIfMissing(DatabaseUrl url) {
        DatabaseUrl direct = url.direct();
        try {
            return !exists(direct) && create(direct);
        } catch (SQLException e) {
            throw new MigrationException(
                    "cannot create the database " + direct, new SQLException(direct.hideSecrets(FailureReason.of(e))));
        }
    }

    private static boolean exists(DatabaseUrl url) throws SQLException {
        try (Connection connection = connect(url)) {
            return !connection.isClosed();
        } catch (SQLException e) {
            if (SqlState.UNKNOWN_DATABASE.isOf(e)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean create(DatabaseUrl url) throws SQLException {
        try (Connection connection = connect(url.withDatabase(MAINTENANCE_DATABASE));
                Statement statement = connection.createStatement()) {
            // A name cannot be a parameter here.
            statement.execute(
                    "create database " + DSL.using(SQLDialect.POSTGRES).render(DSL.quotedName(url.database())));
            return true;
        } catch (SQLException e) {
            // Another process was faster. Which of the two codes the server returns depends on how much faster.
            if (SqlState.DUPLICATE_DATABASE.isOf(e) || SqlState.UNIQUE_VIOLATION.isOf(e)) {
                return false;
            }
            throw e;
        }
    }

    private static Connection connect(DatabaseUrl url) throws SQLException {
        Properties properties = url.driverProperties();
        if (url.passwords().isPresent()) {
            properties.setProperty("password", url.passwords().get().current());
        }
        return DriverManager.getConnection(url.jdbcUrl(), properties);
    }
}
