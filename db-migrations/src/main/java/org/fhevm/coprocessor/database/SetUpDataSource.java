package org.fhevm.coprocessor.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections, one after the other, each with its session set up. */
class SetUpDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1;

    private final String sessionSql;

    /** @throws IllegalArgumentException if the driver refuses a property */
    SetUpDataSource(DatabaseUrl url, Properties properties, String sessionSql) {
        this.sessionSql = sessionSql;
        setUrl(url.jdbcUrl());
        for (String name : properties.stringPropertyNames()) {
            try {
                setProperty(name, properties.getProperty(name));
            } catch (SQLException e) {
                throw new IllegalArgumentException("the driver refuses the property " + name + " of " + url, e);
            }
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute(sessionSql);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
