package org.fhevm.coprocessor.database;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * Settings that the driver and the server get for every connection.
 *
 * <p>A program notices by its socket timeout that the server or the network is gone. The server has to notice that a
 * program is gone, since the row locks and statements of that program block others. By itself, the server notices after
 * two hours that a host has vanished. The URL's {@code options} override these settings.
 */
final class ConnectionSetup {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /**
     * Our statements lock rows and check their state again, which this level does. With a stricter default of the role,
     * concurrent statements would fail.
     */
    private static final String ISOLATION = "read committed";

    /**
     * The server ends a statement this long after the socket timeout: the program that waited for the answer has given
     * up by then.
     */
    private static final Duration BEYOND_SOCKET_TIMEOUT = Duration.ofSeconds(2);

    private ConnectionSetup() {}

    /** The driver's properties; they contain the password. */
    static Properties driverProperties(DatabaseConfig config) {
        Properties properties = patientDriverProperties(config);
        properties.setProperty(
                "socketTimeout", Long.toString(config.socketTimeout().toSeconds()));
        return properties;
    }

    /** As {@link #driverProperties}, but for statements whose time is not bounded. */
    static Properties patientDriverProperties(DatabaseConfig config) {
        Properties properties = config.url().driverProperties();
        properties.putIfAbsent("ApplicationName", config.applicationName());
        // The first bounds the network's part, the second also the server's greeting.
        properties.putIfAbsent("connectTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()));
        properties.putIfAbsent("loginTimeout", Long.toString(2 * CONNECT_TIMEOUT.toSeconds()));
        // For a while after a failover, a name may lead to the old primary or to a standby.
        properties.putIfAbsent("targetServerType", "primary");
        // By default, the driver keeps refusing a standby for 10 seconds after its promotion.
        properties.setProperty("hostRecheckSeconds", "0");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("reWriteBatchedInserts", "true");
        // Otherwise errors of the driver quote bound values, which can be ciphertexts or key bytes.
        properties.setProperty("logServerErrorDetail", "false");
        return properties;
    }

    /** The first statement of a session. */
    static String sessionSql(DatabaseConfig config) {
        Map<String, String> settings = keepalives();
        settings.put("default_transaction_isolation", ISOLATION);
        settings.putAll(statementSettings(config));
        return sql("set ", "set time zone 'UTC'", config, settings);
    }

    /** The first statements of a transaction whose session is not ours. */
    static String transactionSql(DatabaseConfig config) {
        return sql(
                "set local ",
                "set transaction isolation level " + ISOLATION + "; set local time zone 'UTC'",
                config,
                statementSettings(config));
    }

    /** Settings for which role and database may have defaults that would break our statements. */
    private static Map<String, String> statementSettings(DatabaseConfig config) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("idle_in_transaction_session_timeout", milliseconds(config.idleTransactionTimeout()));
        settings.put("statement_timeout", milliseconds(config.socketTimeout().plus(BEYOND_SOCKET_TIMEOUT)));
        // A statement that waits for a lock ends with its own timeout.
        settings.put("lock_timeout", "0");
        settings.put("bytea_output", "hex");
        // Each of our statements finds its rows by an index. Without this, a plan that was made while a table was empty
        // scans the table for every handle, until statistics are gathered again.
        settings.put("enable_seqscan", "off");
        // Likewise, each statement that reads part of a table in order has an index in this order. Without this
        // setting, a planner whose statistics are from a time when nothing was pending reads all pending rows by
        // another index, and sorts them, to find the first one. A list of parameters, which has no index, is still
        // sorted.
        settings.put("enable_sort", "off");
        settings.put("enable_incremental_sort", "off");
        // Up to PostgreSQL 17, a step that is switched off and still needed counts as so costly that the server would
        // compile the statement first, which takes longer than any of ours.
        settings.put("jit", "off");
        return settings;
    }

    /**
     * The first statement of a session whose statements may take any time, except for a lock: later statements queue
     * behind a waiting one.
     */
    static String patientSessionSql(DatabaseConfig config, Duration lockTimeout) {
        Map<String, String> settings = keepalives();
        settings.put("default_transaction_isolation", ISOLATION);
        settings.put("statement_timeout", "0");
        settings.put("idle_in_transaction_session_timeout", "0");
        settings.put("lock_timeout", milliseconds(lockTimeout));
        return sql("set ", "set time zone 'UTC'", config, settings);
    }

    /**
     * With these, the server notices after half a minute that a program is gone. They have no effect on a connection
     * that is not TCP.
     */
    private static Map<String, String> keepalives() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("tcp_keepalives_idle", "15");
        settings.put("tcp_keepalives_interval", "5");
        settings.put("tcp_keepalives_count", "3");
        // No keepalives are sent while sent data wait for their acknowledgement.
        settings.put("tcp_user_timeout", milliseconds(Duration.ofSeconds(30)));
        return settings;
    }

    /**
     * @param first statements in front of the settings; columns without a time zone are in UTC, as in the reference's
     * sessions
     */
    private static String sql(String set, String first, DatabaseConfig config, Map<String, String> settings) {
        String ofUrl = config.url().driverProperties().getProperty("options", "");
        StringBuilder sql = new StringBuilder(first);
        settings.forEach((name, value) -> {
            if (!ofUrl.contains(name)) {
                sql.append("; ")
                        .append(set)
                        .append(name)
                        .append(" = '")
                        .append(value)
                        .append('\'');
            }
        });
        return sql.toString();
    }

    private static String milliseconds(Duration duration) {
        return duration.toMillis() + "ms";
    }
}
