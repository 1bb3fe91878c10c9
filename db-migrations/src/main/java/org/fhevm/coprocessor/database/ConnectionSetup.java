package org.fhevm.coprocessor.database;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * What the driver and the server are told about a connection, whoever opens it.
 *
 * <p>A program notices by its socket timeout that the server or the network is gone. The server has to notice the same of
 * programs, since what they leave behind, row locks and statements, hinders others: of a host that vanished it would learn by
 * itself after two hours. Settings that the URL's {@code options} name are left as they are there.
 */
final class ConnectionSetup {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /**
     * Rows are locked and their state is checked again, which this level does. A stricter default of the role would let
     * statements fail that only meet each other.
     */
    private static final String ISOLATION = "read committed";

    /** By then a program that waited for the answer has given up, and its statement is of no use to anybody. */
    private static final Duration BEYOND_SOCKET_TIMEOUT = Duration.ofSeconds(2);

    private ConnectionSetup() {}

    /** For the driver; holds the password. */
    static Properties driverProperties(DatabaseConfig config) {
        Properties properties = patientDriverProperties(config);
        properties.setProperty(
                "socketTimeout", Long.toString(config.socketTimeout().toSeconds()));
        return properties;
    }

    /** As {@link #driverProperties}, for statements that may take as long as they like. */
    static Properties patientDriverProperties(DatabaseConfig config) {
        Properties properties = config.url().driverProperties();
        properties.putIfAbsent("ApplicationName", config.applicationName());
        // For the network, and for the whole of it with the server's own greeting.
        properties.putIfAbsent("connectTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()));
        properties.putIfAbsent("loginTimeout", Long.toString(2 * CONNECT_TIMEOUT.toSeconds()));
        // After a failover a name may lead to the old primary, or to a standby, for a while.
        properties.putIfAbsent("targetServerType", "primary");
        // The driver would go on refusing a standby for 10 seconds after it was promoted.
        properties.setProperty("hostRecheckSeconds", "0");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("reWriteBatchedInserts", "true");
        // Errors of the driver quote bound values otherwise; those can be ciphertexts or key bytes.
        properties.setProperty("logServerErrorDetail", "false");
        return properties;
    }

    /** For the server, as the first statement of a session. */
    static String sessionSql(DatabaseConfig config) {
        Map<String, String> settings = keepalives();
        settings.put("default_transaction_isolation", ISOLATION);
        settings.putAll(statementSettings(config));
        return sql("set ", "set time zone 'UTC'", config, settings);
    }

    /** For the server, as the first statements of a transaction whose session is not ours. */
    static String transactionSql(DatabaseConfig config) {
        return sql(
                "set local ",
                "set transaction isolation level " + ISOLATION + "; set local time zone 'UTC'",
                config,
                statementSettings(config));
    }

    /** What role and database may have other defaults for, which our statements could not live with. */
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
        // Likewise each that reads a part of a table in order has an index in this order. Without this, a planner whose
        // statistics are from a time when nothing was pending reads all pending rows by another index, and sorts them,
        // for the
        // first one. What has no such index, as a list of parameters, is sorted all the same.
        settings.put("enable_sort", "off");
        settings.put("enable_incremental_sort", "off");
        // Up to PostgreSQL 17 a step that is switched off and yet needed counts as so costly that the statement would
        // be compiled
        // first, which takes longer than any of ours.
        settings.put("jit", "off");
        return settings;
    }

    /**
     * For the server, where statements may take as long as they like, except for a lock: whoever comes later waits behind
     * one who waits.
     */
    static String patientSessionSql(DatabaseConfig config, Duration lockTimeout) {
        Map<String, String> settings = keepalives();
        settings.put("default_transaction_isolation", ISOLATION);
        settings.put("statement_timeout", "0");
        settings.put("idle_in_transaction_session_timeout", "0");
        settings.put("lock_timeout", milliseconds(lockTimeout));
        return sql("set ", "set time zone 'UTC'", config, settings);
    }

    /** A program that is gone is noticed after half a minute. Without effect on a connection that is not TCP. */
    private static Map<String, String> keepalives() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("tcp_keepalives_idle", "15");
        settings.put("tcp_keepalives_interval", "5");
        settings.put("tcp_keepalives_count", "3");
        // Keepalives rest while data that were sent wait for their receipt.
        settings.put("tcp_user_timeout", milliseconds(Duration.ofSeconds(30)));
        return settings;
    }

    /** @param first what is set besides; columns without a time zone are in UTC, as in the reference's sessions */
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
