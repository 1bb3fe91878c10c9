package org.fhevm.coprocessor.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Optional;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.coprocessor.database.testing.TlsCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages for connections that cannot be made, also to a server with TLS. */
@EmbeddedDatabase
class ConnectionFailureTest {
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
        TlsCertificate certificate = TlsCertificate.generate(folder, "server");
        authority = certificate.file();
        certificate.offer(database);
    }

    @BeforeEach
    void awaitTls() {
        await("the server takes TLS")
                .until(() -> attempt(localhost("sslmode=require")).isEmpty());
    }

    @AfterAll
    static void offerNoTls(Database database) {
        TlsCertificate.withdraw(database);
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
}
