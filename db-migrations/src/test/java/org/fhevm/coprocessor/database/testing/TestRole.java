package org.fhevm.coprocessor.database.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseRoles;
import org.fhevm.coprocessor.database.DatabaseUrl;

/** An account with the rights of one role, as an operator makes it. */
public enum TestRole {
    SERVER,
    WORKER,
    OPERATOR,
    READER,
    MIGRATION;

    private static final String PASSWORD = "for-tests";

    /** The account's name. */
    public String account() {
        return "test_" + name().toLowerCase(Locale.ROOT);
    }

    /** The name of the role. */
    public String role() {
        return "coprocessor_" + name().toLowerCase(Locale.ROOT);
    }

    /** The same database as this account sees it; the caller closes it. */
    public Database open(Database database) {
        return Database.open(database.config().withUrl(url(database.config().url())));
    }

    /** The same database for this account. */
    public DatabaseUrl url(DatabaseUrl url) {
        return DatabaseUrl.parse(
                "postgres://%s:%s@%s:%d/%s".formatted(account(), PASSWORD, url.host(), url.port(), url.database()));
    }

    /** Creates the roles in a migrated database, and all accounts. */
    static void createAll(DatabaseUrl url) {
        DatabaseRoles.create(url);
        try (Database database = Database.open(DatabaseConfig.of(url).withMaximumPoolSize(1));
                Connection connection = database.openDedicatedConnection();
                Statement statement = connection.createStatement()) {
            for (TestRole role : values()) {
                statement.execute("create role %s login password '%s' in role %s"
                        .formatted(role.account(), PASSWORD, role.role()));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make the accounts of tests", e);
        }
    }
}
