package org.fhevm.coprocessor.database;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A {@code postgres://} or {@code postgresql://} URL as libpq and the 0.6 backend read it: {@code
 * postgres://user:password@host:port,host:port/database?sslmode=require}. A host that begins with a slash is the folder
 * of a Unix socket. The parameters override the parts before them.
 *
 * <p>The password appears in no message and no {@code toString}. A password that is not escaped may be read as any
 * other part, so messages repeat no part. A user without a password may be both with a forgotten colon, so messages do
 * not show it either.
 */
public final class DatabaseUrl {
    static final String ESCAPE_HINT = "; a '/' or '?' in the password must be escaped, as %2F or %3F";

    private static final String HIDDEN = "…";

    private final List<DatabaseHost> hosts;
    private final String database;
    private final @Nullable String user;
    private final @Nullable String password;
    private final DatabaseParameters parameters;
    private final @Nullable DatabaseUrl direct;
    private final @Nullable PasswordSource passwords;

    private DatabaseUrl(
            List<DatabaseHost> hosts,
            String database,
            @Nullable String user,
            @Nullable String password,
            DatabaseParameters parameters,
            @Nullable DatabaseUrl direct,
            @Nullable PasswordSource passwords) {
        this.hosts = List.copyOf(hosts);
        this.database = database;
        this.user = user;
        this.password = password;
        this.parameters = parameters;
        this.direct = direct;
        this.passwords = passwords;
    }

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException naming the part that cannot be read
     */
    public static DatabaseUrl parse(String text) {
        String rest = withoutScheme(text.strip());
        requireEscapedPassword(rest);
        int question = rest.indexOf('?');
        DatabaseParameters parameters = DatabaseParameters.parse(question < 0 ? "" : rest.substring(question + 1));
        rest = question < 0 ? rest : rest.substring(0, question);
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        String path = slash < 0 ? "" : decode(rest.substring(slash + 1), "database name");

        // A password may contain an unescaped '@', so the last one separates.
        int at = authority.lastIndexOf('@');
        String credentials = at < 0 ? "" : authority.substring(0, at);
        int colon = credentials.indexOf(':');
        String user =
                parameters.user().orElse(decode(colon < 0 ? credentials : credentials.substring(0, colon), "user"));
        String password =
                parameters.password().orElse(colon < 0 ? null : decode(credentials.substring(colon + 1), "password"));

        String database = parameters.database().orElse(path.isEmpty() ? user : path);
        if (database.isEmpty()) {
            throw new IllegalArgumentException("database URL names no database");
        }
        return new DatabaseUrl(
                DatabaseHost.parse(authority.substring(at + 1), parameters.hosts(), parameters.ports()),
                database,
                user.isEmpty() ? null : user,
                password,
                parameters,
                null,
                null);
    }

    /** The same server and credentials, another database. */
    public DatabaseUrl withDatabase(String name) {
        return new DatabaseUrl(
                hosts, name, user, password, parameters, direct == null ? null : direct.withDatabase(name), passwords);
    }

    /**
     * The same database with a second way to it, past the connection pooler that this URL leads to. Notifications and
     * migrations need a session of their own.
     */
    public DatabaseUrl withDirect(DatabaseUrl url) {
        return new DatabaseUrl(hosts, database, user, password, parameters, url, passwords);
    }

    /**
     * The same database, whose connections get their passwords from elsewhere; also those past a pooler.
     *
     * @throws IllegalArgumentException if this URL has a password
     */
    public DatabaseUrl withPasswords(PasswordSource source) {
        if (password != null) {
            throw new IllegalArgumentException("the database URL has a password itself");
        }
        return new DatabaseUrl(
                hosts, database, user, null, parameters, direct == null ? null : direct.withPasswords(source), source);
    }

    /** Where the password of each connection comes from, if the URL has none itself. */
    Optional<PasswordSource> passwords() {
        return Optional.ofNullable(passwords);
    }

    /**
     * The way to the database for connections that need a session of their own; this URL unless another one was given.
     */
    public DatabaseUrl direct() {
        return direct == null ? this : direct;
    }

    /** The first host: a name, an address (in brackets if of version 6), or the folder of a Unix socket. */
    public String host() {
        return hosts.getFirst().name();
    }

    public int port() {
        return hosts.getFirst().port();
    }

    public String database() {
        return database;
    }

    public Optional<String> user() {
        return Optional.ofNullable(user);
    }

    /** Whether there is a pooler between us and the database. */
    Pooler pooler() {
        return parameters.pooler();
    }

    /** Parameters of the URL that have no effect, and connections that may be readable, one sentence each. */
    public List<String> warnings() {
        List<String> all = new ArrayList<>(parameters.warnings());
        if (!parameters.enforcesTls()) {
            hosts.stream().filter(host -> !host.isThisMachine()).findFirst().ifPresent(host -> all.add(readable(host)));
        }
        if (direct != null) {
            all.addAll(direct.warnings());
        }
        return List.copyOf(all);
    }

    private static String readable(DatabaseHost host) {
        return "connections to the database at " + host.forDriver() + " may be without TLS; sslmode=require in its URL"
                + " enforces TLS, and sslmode=verify-full also proves that it is the right server";
    }

    /** URL for the JDBC driver, without credentials. */
    public String jdbcUrl() {
        String list = hosts.stream().map(DatabaseHost::forDriver).collect(Collectors.joining(","));
        return "jdbc:postgresql://" + list + "/" + percentEncoded(database);
    }

    /** The JDBC driver's properties besides {@link #jdbcUrl()}; they contain the password. */
    Properties driverProperties() {
        Properties properties = new Properties();
        properties.putAll(parameters.driverProperties());
        hosts.getFirst().socket().ifPresent(socket -> {
            properties.setProperty("socketFactory", UnixSocketFactory.class.getName());
            properties.setProperty("socketFactoryArg", socket.toString());
            // As in libpq: the connection does not leave the machine, and the server offers no TLS on it.
            properties.setProperty("sslmode", "disable");
        });
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        return properties;
    }

    /** A message of the driver or the server without its secrets. */
    String hideSecrets(String message) {
        if (password == null) {
            return user == null || !userMayBeSecret() ? message : message.replace(user, HIDDEN);
        }
        // In many a trial the password equals the user's name; hiding it would only garble the message.
        return password.isEmpty() || toString().contains(password) ? message : message.replace(password, HIDDEN);
    }

    @Override
    public String toString() {
        String shownUser = user == null ? "" : (userMayBeSecret() ? HIDDEN : user) + "@";
        String shownDatabase = userMayBeSecret() && database.equals(user) ? HIDDEN : database;
        Optional<String> folder =
                hosts.getFirst().socket().map(socket -> hosts.getFirst().name());
        return folder.map(name -> "postgres://" + shownUser + "/" + shownDatabase + "?host=" + name)
                .orElseGet(() -> "postgres://" + shownUser
                        + hosts.stream().map(DatabaseHost::forDriver).collect(Collectors.joining(","))
                        + "/" + shownDatabase);
    }

    /** Whether the user may be user and password, with the colon between them forgotten. */
    private boolean userMayBeSecret() {
        return password == null && passwords == null;
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
     * If an {@code @} follows the first slash or question mark, these are not the end of the address but part of a
     * password. Only a parameter may contain an {@code @} itself, after an address with an {@code @} of its own or
     * without credentials.
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

    /** @param part the message names it instead of the text, which may be the password */
    static String decode(String text, String part) {
        String decoded;
        try {
            // URLDecoder also turns '+' into a space. In the user part and the path of a URL, it stands for itself.
            decoded = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // The cause is not passed on: it repeats the text.
            throw new IllegalArgumentException("database URL has bad percent-encoding in its " + part);
        }
        // It ends a text in PostgreSQL's protocol, and no file has it in its name.
        if (decoded.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("database URL has a null character in its " + part);
        }
        return decoded;
    }

    private static String percentEncoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
