package org.fhevm.coprocessor.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters behind the question mark of a {@link DatabaseUrl}. They may include the password. */
final class DatabaseParameters {
    private static final List<String> TLS_MODES =
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    private static final Set<String> VERIFYING_MODES = Set.of("verify-ca", "verify-full");
    private static final Set<String> ENFORCING_MODES = Set.of("require", "verify-ca", "verify-full");

    /** Values of {@code target_session_attrs} and the driver's names for them. A standby is useless here. */
    private static final Map<String, String> SERVER_TYPES =
            Map.of("any", "any", "read-write", "primary", "primary", "primary");

    /** Parameters of libpq without effect here. Warnings repeat only these names, since another one may be a secret. */
    private static final Set<String> OTHERS_OF_LIBPQ = Set.of(
            "client_encoding",
            "fallback_application_name",
            "gsslib",
            "gssencmode",
            "gssdelegation",
            "keepalives",
            "keepalives_count",
            "keepalives_idle",
            "keepalives_interval",
            "krbsrvname",
            "load_balance_hosts",
            "max_protocol_version",
            "min_protocol_version",
            "passfile",
            "replication",
            "require_auth",
            "requirepeer",
            "service",
            "ssl_max_protocol_version",
            "ssl_min_protocol_version",
            "sslcertmode",
            "sslcompression",
            "sslcrl",
            "sslcrldir",
            "sslsni",
            "tcp_user_timeout");

    private static final String SYSTEM_CERTIFICATES = "system";
    private static final Path ROOT_CERTIFICATE_OF_LIBPQ =
            Path.of(System.getProperty("user.home", "/"), ".postgresql", "root.crt");

    private final Map<String, String> driver = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private List<String> hosts = List.of();
    private List<String> ports = List.of();
    private @Nullable String database;
    private @Nullable String user;
    private @Nullable String password;
    private Pooler pooler = Pooler.AUTO;

    private DatabaseParameters() {}

    /** @throws IllegalArgumentException naming the parameter whose value cannot be used */
    static DatabaseParameters parse(String query) {
        DatabaseParameters parameters = new DatabaseParameters();
        int number = 0;
        for (String parameter : query.split("&")) {
            if (!parameter.isEmpty()) {
                int equals = parameter.indexOf('=');
                String name = DatabaseUrl.decode(equals < 0 ? parameter : parameter.substring(0, equals), "parameters");
                String value = equals < 0 ? "" : DatabaseUrl.decode(parameter.substring(equals + 1), "parameters");
                parameters.take(++number, name, value);
            }
        }
        parameters.chooseCertificates();
        return parameters;
    }

    List<String> hosts() {
        return hosts;
    }

    List<String> ports() {
        return ports;
    }

    Optional<String> database() {
        return Optional.ofNullable(database);
    }

    Optional<String> user() {
        return Optional.ofNullable(user);
    }

    Optional<String> password() {
        return Optional.ofNullable(password);
    }

    Pooler pooler() {
        return pooler;
    }

    /** Whether a connection without TLS is refused. */
    boolean enforcesTls() {
        return ENFORCING_MODES.contains(driver.getOrDefault("sslmode", ""));
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    Map<String, String> driverProperties() {
        return Map.copyOf(driver);
    }

    private void take(int number, String name, String value) {
        switch (name) {
            case "host" -> hosts = List.of(value.split(",", -1));
            case "hostaddr" -> hosts = List.of(addresses(value));
            case "port" -> ports = List.of(value.split(",", -1));
            case "dbname" -> database = value;
            case "user" -> user = value;
            case "password" -> password = value;
            case "sslmode", "ssl-mode" -> driver.put("sslmode", oneOf(TLS_MODES, "sslmode", value));
            case "sslrootcert", "ssl-root-cert", "ssl-ca" -> driver.put("sslrootcert", file("sslrootcert", value));
            case "sslcert", "ssl-cert" -> driver.put("sslcert", file("sslcert", value));
            case "sslkey", "ssl-key" -> driver.put("sslkey", file("sslkey", value));
            case "sslpassword" -> driver.put("sslpassword", value);
            case "sslnegotiation" ->
                driver.put("sslNegotiation", oneOf(List.of("postgres", "direct"), "sslnegotiation", value));
            case "channel_binding" ->
                driver.put("channelBinding", oneOf(List.of("disable", "prefer", "require"), "channel_binding", value));
            case "application_name" -> driver.put("ApplicationName", value);
            case "connect_timeout" -> driver.put("connectTimeout", number("connect_timeout", value));
            case "statement-cache-capacity" -> statementCache(number("statement-cache-capacity", value));
            case "target_session_attrs" ->
                driver.put(
                        "targetServerType",
                        SERVER_TYPES.get(
                                oneOf(List.of("any", "primary", "read-write"), "target_session_attrs", value)));
            case "options" -> addOptions(value);
            case "pooler" ->
                pooler = Pooler.valueOf(oneOf(List.of("auto", "transaction", "session"), "pooler", value)
                        .toUpperCase(Locale.ROOT));
            default -> takeOther(number, name, value);
        }
    }

    private void takeOther(int number, String name, String value) {
        if (name.startsWith("options[") && name.endsWith("]")) {
            addOptions("-c " + name.substring("options[".length(), name.length() - 1) + "=" + escapedOption(value));
        } else if (OTHERS_OF_LIBPQ.contains(name)) {
            warnings.add("the parameter " + name + " of the database URL has no effect");
        } else {
            warnings.add("parameter number " + number + " of the database URL is unknown and has no effect"
                    + "; a '&' in the password must be escaped, as %26");
        }
    }

    private void addOptions(String more) {
        driver.merge("options", more, (before, added) -> before + " " + added);
    }

    /** The server splits the options at blanks, and reads the backslash as an escape. */
    private static String escapedOption(String value) {
        return value.replace("\\", "\\\\").replace(" ", "\\ ");
    }

    /** The 0.6 backend keeps statements on the server unless the capacity is 0, which poolers need. */
    private void statementCache(String capacity) {
        driver.put("preparedStatementCacheQueries", capacity);
        if (capacity.equals("0")) {
            driver.put("prepareThreshold", "0");
        }
    }

    /**
     * Uses the certificates of the system if the URL asks for them, or if the server is verified and libpq has none.
     */
    private void chooseCertificates() {
        String mode = driver.getOrDefault("sslmode", "");
        String certificate = driver.getOrDefault("sslrootcert", "");
        boolean asked = certificate.equals(SYSTEM_CERTIFICATES);
        if (asked && mode.isEmpty()) {
            driver.put("sslmode", "verify-full");
        } else if (asked && !mode.equals("verify-full")) {
            throw new IllegalArgumentException("database URL has sslrootcert=system, which needs sslmode=verify-full");
        }
        boolean none =
                certificate.isEmpty() && VERIFYING_MODES.contains(mode) && !Files.exists(ROOT_CERTIFICATE_OF_LIBPQ);
        if (asked || none) {
            driver.remove("sslrootcert");
            SystemCertificates.bundle(System.getenv())
                    .ifPresentOrElse(
                            file -> driver.put("sslrootcert", file.toString()),
                            () -> driver.put("sslfactory", SystemCertificates.FACTORY_OF_JAVA));
        }
    }

    private static String oneOf(List<String> known, String name, String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        if (!known.contains(lower)) {
            throw new IllegalArgumentException("database URL has a " + name + " that is none of "
                    + String.join(", ", known) + DatabaseUrl.ESCAPE_HINT);
        }
        return lower;
    }

    private static String number(String name, String value) {
        if (!value.matches("\\d{1,6}")) {
            throw new IllegalArgumentException(
                    "database URL has a " + name + " that is not a number from 0 to 999999" + DatabaseUrl.ESCAPE_HINT);
        }
        return Integer.toString(Integer.parseInt(value));
    }

    /** Refuses a key where a file's name belongs: the message that there is no such file would repeat it. */
    private static String file(String name, String value) {
        if (value.contains("-----BEGIN") || value.contains("\n")) {
            throw new IllegalArgumentException("database URL has a " + name + " that is not the name of a file");
        }
        return value;
    }

    private static String[] addresses(String value) {
        String[] addresses = value.split(",", -1);
        for (String address : addresses) {
            if (!address.matches("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
                throw new IllegalArgumentException("database URL has a hostaddr that is no address");
            }
        }
        return addresses;
    }
}
