package org.fhevm.coprocessor.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.fhevm.coprocessor.database.embedded.EmbeddedPostgres;
import org.fhevm.coprocessor.database.testing.TlsCertificate;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that takes connections with TLS only, and clients that trust it or another authority. */
class TlsRequiredTest {
    private static final String ONLY_TLS = """
            local all all scram-sha-256
            hostssl all all 127.0.0.1/32 scram-sha-256
            hostssl all all ::1/128 scram-sha-256
            """;

    @TempDir
    private static Path folder;

    private static EmbeddedPostgres postgres;
    private static Path right;
    private static Path wrong;

    @BeforeAll
    static void requireTls() throws Exception {
        postgres = EmbeddedPostgres.start(folder.resolve("server"), EmbeddedPostgres.Data.DISCARDED);
        TlsCertificate certificate = TlsCertificate.generate(folder, "server");
        right = certificate.file();
        wrong = TlsCertificate.generate(folder, "stranger").file();
        try (Database database = Database.open(DatabaseConfig.of(postgres.url("postgres")))) {
            TlsCertificate.writeDataFile(database, "pg_hba.conf", ONLY_TLS);
            certificate.offer(database);
        }
        await("TLS is required")
                .until(() -> failure("localhost", "sslmode=require").isEmpty()
                        && failure("localhost", "sslmode=disable").isPresent());
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void aConnectionWithoutTlsIsRefusedInTheServersWords() {
        ConnectionFailure failure = failure("localhost", "sslmode=disable").orElseThrow();
        assertThat(failure.reason())
                .startsWith("FATAL: no pg_hba.conf entry for host")
                .endsWith("no encryption");
        assertThat(failure.lasting()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sslmode=allow", "sslmode=prefer", "sslmode=require"})
    void modesThatVerifyNothingConnect(String mode) {
        assertThat(failure("localhost", mode)).isEmpty();
        assertThat(failure("127.0.0.1", mode)).isEmpty();
    }

    @Test
    void aServerOfTheRightAuthorityIsVerified() {
        assertThat(failure("localhost", "sslmode=verify-ca&sslrootcert=" + right))
                .isEmpty();
        assertThat(failure("127.0.0.1", "sslmode=verify-ca&sslrootcert=" + right))
                .as("which says nothing about the name")
                .isEmpty();
        assertThat(failure("localhost", "sslmode=verify-full&sslrootcert=" + right))
                .isEmpty();
    }

    @Test
    void aServerOfAnotherNameIsRefusedWithItsName() {
        ConnectionFailure failure =
                failure("127.0.0.1", "sslmode=verify-full&sslrootcert=" + right).orElseThrow();
        assertThat(failure.reason()).contains("127.0.0.1").doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify-ca", "verify-full"})
    void aServerOfAnotherAuthorityIsRefused(String mode) {
        ConnectionFailure failure = failure("localhost", "sslmode=" + mode + "&sslrootcert=" + wrong)
                .orElseThrow();
        assertThat(failure.reason()).startsWith("SSL error: ").doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sslmode=require", "sslmode=verify-full&sslrootcert="})
    void everyConnectionOfADaemonUsesTls(String parameters) throws SQLException {
        String given = parameters.endsWith("=") ? parameters + right : parameters;
        try (Database database = open("localhost", given)) {
            database.migrations().apply();
            assertThat(database.migrations().pending()).isEmpty();

            assertThat(usesTls(database.dsl())).isTrue();
            try (Connection dedicated = database.openDedicatedConnection();
                    Connection listening = database.openListeningConnection().orElseThrow()) {
                for (Connection connection : List.of(dedicated, listening)) {
                    assertThat(usesTls(DSL.using(connection))).isTrue();
                }
            }
        }
    }

    private static boolean usesTls(DSLContext dsl) {
        return dsl.fetchSingle("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
                .get(0, Boolean.class);
    }

    private static Optional<ConnectionFailure> failure(String host, String parameters) {
        try (Database database = open(host, parameters)) {
            return database.tryToConnect();
        }
    }

    private static Database open(String host, String parameters) {
        String url = postgres.urlText("postgres").replace("127.0.0.1", host)
                + (parameters.isEmpty() ? "" : "?" + parameters);
        return Database.open(DatabaseConfig.of(DatabaseUrl.parse(url)).withMaximumPoolSize(2));
    }
}
