package org.fhevm.coprocessor.database;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A {@code postgres://} or {@code postgresql://} URL:
 * {@code postgres://user:password@host:port/database?sslmode=require}. Percent-encoding is decoded; user, port and
 * database may be left out as in libpq. The password appears in no message and no {@code toString}; since a password that is
 * not escaped may be taken for any other part, messages repeat no part at all.
 */
public final class DatabaseUrl {
    private static final int DEFAULT_PORT = 5432;

    /** Parameters of the URL and what the JDBC driver calls them; an unknown one is refused rather than ignored. */
    private static final Map<String, String> DRIVER_NAMES = Map.of(
            "sslmode", "sslmode",
            "ssl-mode", "sslmode",
            "sslrootcert", "sslrootcert",
            "ssl-root-cert", "sslrootcert",
            "sslcert", "sslcert",
            "sslkey", "sslkey",
            "options", "options",
            "application_name", "ApplicationName",
            "connect_timeout", "connectTimeout",
            "target_session_attrs", "targetServerType");

    /** Values of {@code target_session_attrs} and what the driver calls them. A standby is of no use here. */
    private static final Map<String, String> SERVER_TYPES =
            Map.of("any", "any", "read-write", "primary", "primary", "primary");

    private static final String ESCAPE_HINT = "; a '/' or '?' in the password must be escaped, as %2F or %3F";

    private final String host;
    private final int port;
    private final String database;
    private final @Nullable String user;
    private final @Nullable String password;
    private final Map<String, String> driverProperties;

    private DatabaseUrl(
            String host,
            int port,
            String database,
            @Nullable String user,
            @Nullable String password,
            Map<String, String> driverProperties) {
        this.host = host;
        this.port = port;
        this.database = database;
        this.user = user;
        this.password = password;
        this.driverProperties = Map.copyOf(driverProperties);
    }

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException naming the part that cannot be read
     */
    public static DatabaseUrl parse(String text) {
        String rest = withoutScheme(text.strip());
        requireEscapedPassword(rest);
        Map<String, String> properties = new LinkedHashMap<>();
        int question = rest.indexOf('?');
        if (question >= 0) {
            properties = driverProperties(rest.substring(question + 1));
            rest = rest.substring(0, question);
        }
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        String path = slash < 0 ? "" : decode(rest.substring(slash + 1), "database name");

        // A password may hold an unescaped '@': the last one separates.
        int at = authority.lastIndexOf('@');
        String credentials = at < 0 ? "" : authority.substring(0, at);
        int colon = credentials.indexOf(':');
        String user = decode(colon < 0 ? credentials : credentials.substring(0, colon), "user");
        String password = colon < 0 ? null : decode(credentials.substring(colon + 1), "password");

        String hostAndPort = authority.substring(at + 1);
        int portColon = hostAndPort.endsWith("]") ? -1 : hostAndPort.lastIndexOf(':');
        String host = decode(portColon < 0 ? hostAndPort : hostAndPort.substring(0, portColon), "host");
        int port = portColon < 0 ? DEFAULT_PORT : port(hostAndPort.substring(portColon + 1));
        requireHost(host);
        String database = path.isEmpty() ? user : path;
        if (database.isEmpty()) {
            throw new IllegalArgumentException("database URL names no database");
        }
        return new DatabaseUrl(
                host.isEmpty() ? "localhost" : host,
                port,
                database,
                user.isEmpty() ? null : user,
                password,
                properties);
    }

    /** The same server and credentials, another database. */
    public DatabaseUrl withDatabase(String name) {
        return new DatabaseUrl(host, port, name, user, password, driverProperties);
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    public String database() {
        return database;
    }

    public Optional<String> user() {
        return Optional.ofNullable(user);
    }

    /** URL for the JDBC driver, without credentials. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + percentEncoded(database);
    }

    /** What the JDBC driver needs beside {@link #jdbcUrl()}; holds the password. */
    Properties driverProperties() {
        Properties properties = new Properties();
        properties.putAll(driverProperties);
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        return properties;
    }

    @Override
    public String toString() {
        return "postgres://" + (user == null ? "" : user + "@") + host + ":" + port + "/" + database;
    }

    private static String withoutScheme(String text) {
        for (String scheme : new String[] {"postgres://", "postgresql://"}) {
            if (text.regionMatches(true, 0, scheme, 0, scheme.length())) {
                return text.substring(scheme.length());
            }
        }
        throw new IllegalArgumentException("database URL must start with postgres:// or postgresql://");
    }

    /**
     * Where an {@code @} comes after the first slash or question mark, that one is not the end of the address but part of
     * a password. Only a parameter may hold an {@code @} itself, after an address that has its own.
     */
    private static void requireEscapedPassword(String rest) {
        int end = 0;
        while (end < rest.length() && rest.charAt(end) != '/' && rest.charAt(end) != '?') {
            end++;
        }
        int at = rest.indexOf('@', end);
        int question = rest.indexOf('?', end);
        boolean inParameter = question >= 0 && at > question && rest.lastIndexOf('@', end) >= 0;
        if (at >= 0 && !inParameter) {
            throw new IllegalArgumentException(
                    "database URL has an '@' after its first '/' or '?'" + ESCAPE_HINT + " (and an '@' as %40)");
        }
    }

    private static Map<String, String> driverProperties(String query) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String parameter : query.split("&", -1)) {
            if (parameter.isEmpty()) {
                continue;
            }
            int equals = parameter.indexOf('=');
            String name = decode(equals < 0 ? parameter : parameter.substring(0, equals), "parameters");
            String driverName = DRIVER_NAMES.get(name);
            if (driverName == null) {
                throw new IllegalArgumentException("database URL has an unknown parameter, known are "
                        + String.join(", ", new TreeSet<>(DRIVER_NAMES.keySet())) + ESCAPE_HINT);
            }
            String value = equals < 0 ? "" : decode(parameter.substring(equals + 1), name);
            properties.put(driverName, driverName.equals("targetServerType") ? serverType(value) : value);
        }
        return properties;
    }

    private static String serverType(String value) {
        String type = SERVER_TYPES.get(value);
        if (type == null) {
            throw new IllegalArgumentException("database URL has a target_session_attrs that is none of "
                    + String.join(", ", new TreeSet<>(SERVER_TYPES.keySet())));
        }
        return type;
    }

    private static void requireHost(String host) {
        if (host.startsWith("/")) {
            throw new IllegalArgumentException("database URL names a Unix socket; only TCP hosts are supported");
        }
        if (host.contains(",") || (host.contains(":") && !host.startsWith("["))) {
            throw new IllegalArgumentException("database URL must name exactly one host");
        }
    }

    private static int port(String text) {
        try {
            int port = text.isEmpty() ? DEFAULT_PORT : Integer.parseInt(text);
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // reported below, together with ports out of range
        }
        throw new IllegalArgumentException(
                "database URL has a port that is not a number from 1 to 65535" + ESCAPE_HINT);
    }

    private static String decode(String text, String part) {
        try {
            // URLDecoder also turns '+' into a space, which a URL's user part and path do not mean.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Neither the text nor the cause is repeated: it may be the password.
            throw new IllegalArgumentException("database URL has bad percent-encoding in its " + part);
        }
    }

    private static String percentEncoded(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
