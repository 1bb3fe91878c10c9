package org.fhevm.coprocessor.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages for connections that cannot be made, also to a server with TLS. */
@EmbeddedDatabase
class ConnectionFailureTest {
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path folder;

    private static Path authority;

    private final String address;
    private final String good;

    ConnectionFailureTest(TestServer server, Database database) {
        address = "127.0.0.1:" + server.postgres().port();
        good = server.postgres().urlText(database.config().url().database());
    }

    @BeforeAll
    static void offerTls(Database database) throws Exception {
        Path store = folder.resolve("store.p12");
        run(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(STORE_PASSWORD),
                "-alias",
                "server",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost"));
        KeyStore keys = KeyStore.getInstance(store.toFile(), STORE_PASSWORD);
        String certificate = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
        authority = Files.writeString(folder.resolve("authority.crt"), certificate);
        // The server writes its files itself, so that its account owns them.
        write(database, "test-server.crt", certificate);
        write(
                database,
                "test-server.key",
                pem("PRIVATE KEY", keys.getKey("server", STORE_PASSWORD).getEncoded()));
        for (var setting : Map.of(
                        "ssl_cert_file", "'test-server.crt'", "ssl_key_file", "'test-server.key'", "ssl", "on")
                .entrySet()) {
            database.dsl().execute("alter system set " + setting.getKey() + " = " + setting.getValue());
        }
        database.dsl().execute("select pg_reload_conf()");
    }

    @BeforeEach
    void awaitTls() {
        await("the server takes TLS")
                .until(() -> attempt(localhost("sslmode=require")).isEmpty());
    }

    @AfterAll
    static void offerNoTls(Database database) {
        for (String setting : List.of("ssl", "ssl_cert_file", "ssl_key_file")) {
            database.dsl().execute("alter system reset " + setting);
        }
        database.dsl().execute("select pg_reload_conf()");
    }

    @Test
    void aGoodUrlConnects() {
        assertThat(attempt(good)).isEmpty();
        assertThat(attempt(localhost("sslmode=verify-full&sslrootcert=" + authority)))
                .isEmpty();
    }

    @Test
    void aWrongPasswordIsNamedAsSuch() {
        ConnectionFailure failure = tried("postgres://postgres:sesame@" + address + "/postgres");
        assertThat(failure.reason()).isEqualTo("FATAL: password authentication failed for user \"postgres\"");
        assertThat(failure.lasting()).isTrue();
    }

    @Test
    void aForgottenColonDoesNotShowThePassword() {
        ConnectionFailure failure = tried("postgres://postgres-sesame@" + address + "/postgres");
        assertThat(failure.reason()).contains("no password was provided").doesNotContain("sesame");
        ConnectionFailure asDatabase = tried(good.replaceFirst("/[^/]*$", "/nowhere"));
        assertThat(asDatabase.reason()).isEqualTo("FATAL: database \"nowhere\" does not exist");
        assertThat(asDatabase.lasting()).isTrue();
    }

    @Test
    void aMissingCertificateFileIsNamed() {
        assertThat(tried(localhost("sslmode=verify-full&sslrootcert=/nowhere/root.crt"))
                        .reason())
                .contains("/nowhere/root.crt")
                .doesNotContain("\n");
    }

    @Test
    void aServerThatIsNotTrustedIsNamedAsSuch() {
        // The certificates of the system do not cover a server of our own.
        assertThat(tried(localhost("sslrootcert=system")).reason()).contains("certification path");
        assertThat(tried(localhost("sslmode=verify-full")).reason()).contains("certification path");
        assertThat(tried(good + "?sslmode=verify-full&sslrootcert=" + authority).reason())
                .contains("127.0.0.1");
    }

    @Test
    void anUnknownHostIsNamed() {
        ConnectionFailure failure = tried("postgres://a:sesame@no-such-host.invalid/x");
        assertThat(failure.reason()).isEqualTo("the host no-such-host.invalid is unknown");
        assertThat(failure.lasting()).isFalse();
    }

    @Test
    void aClosedPortIsNamed() {
        ConnectionFailure failure = tried("postgres://a:sesame@127.0.0.1:1/x");
        assertThat(failure.reason()).startsWith("Connection to 127.0.0.1:1 refused");
        assertThat(failure.lasting()).isFalse();
    }

    @Test
    void aMissingSocketIsNamed() {
        assertThat(tried("postgres://a:sesame@%2Fnowhere/x").reason()).contains("/nowhere/.s.PGSQL.5432");
    }

    private String localhost(String parameters) {
        return good.replace("127.0.0.1", "localhost") + "?" + parameters;
    }

    private static ConnectionFailure tried(String url) {
        return attempt(url).orElseThrow();
    }

    private static Optional<ConnectionFailure> attempt(String url) {
        try (Database database =
                Database.open(DatabaseConfig.of(DatabaseUrl.parse(url)).withMaximumPoolSize(1))) {
            return database.tryToConnect();
        }
    }

    /** Readable for its owner only, as the server demands of a key. */
    private static void write(Database database, String file, String text) {
        String path = database.dsl().fetchValue("show data_directory") + "/" + file;
        database.dsl()
                .execute("copy (select unnest(string_to_array('" + text.strip()
                        + "', E'\\n'))) to program 'umask 077 && cat > " + path + "'");
    }

    private static String pem(String kind, byte[] content) {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }
}
