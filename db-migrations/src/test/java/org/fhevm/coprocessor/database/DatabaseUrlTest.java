package org.fhevm.coprocessor.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    @Test
    void readsEveryPartOfAFullUrl() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://alice:s3cret@db.example:6543/coprocessor?sslmode=require");

        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:6543/coprocessor");
        assertThat(url.driverProperties())
                .containsEntry("user", "alice")
                .containsEntry("password", "s3cret")
                .containsEntry("sslmode", "require");
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://postgres:postgres@db:5432/coprocessor, db, 5432, coprocessor",
        "postgres://db/coprocessor,                        db, 5432, coprocessor",
        "POSTGRES://db/coprocessor,                        db, 5432, coprocessor",
        "postgres://alice@db,                              db, 5432, alice",
        "postgres:///coprocessor,                          localhost, 5432, coprocessor",
        "postgres://[::1]:7000/x,                          [::1], 7000, x",
        "postgres://[::1]/x,                               [::1], 5432, x",
    })
    void fillsInWhatIsLeftOut(String text, String host, int port, String database) {
        DatabaseUrl url = DatabaseUrl.parse(text);

        assertThat(url.host()).isEqualTo(host);
        assertThat(url.port()).isEqualTo(port);
        assertThat(url.database()).isEqualTo(database);
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://alice:p%40ss%2Fword@db/x, p@ss/word",
        "postgres://alice:p@ss@db/x,          p@ss",
        "postgres://alice:a+b@db/x,           a+b",
        "postgres://alice:a:b@db/x,           a:b",
    })
    void decodesPasswordsEscapedOrNot(String text, String password) {
        assertThat(DatabaseUrl.parse(text).driverProperties()).containsEntry("password", password);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://alice:s3cret@db/x",
                "db/x",
                "postgres://alice:s3cret@db:0/x",
                "postgres://alice:s3cret@db:port/x",
                "postgres://alice:s3cret@db:70000/x",
                "postgres://alice:s3cret%zz@db/x",
                "postgres://alice:s3cret%00@db/x",
                "postgres://alice%00:s3cret@db/x",
                "postgres://alice:s3cret@db/x%00y",
                "postgres://alice:s3cret@%2Frun%00/x",
                "postgres://alice:s3cret@db/x?host=%2Frun%00",
                "postgres://alice:s3cret@db/x?sslmode=required",
                "postgres://alice:s3cret@db/x?channel_binding=always",
                "postgres://alice:s3cret@db/x?connect_timeout=soon",
                "postgres://alice:s3cret@db/x?statement-cache-capacity=-1",
                "postgres://alice:s3cret@db/x?hostaddr=db.example",
                "postgres://alice:s3cret@db/x?port=s3cret",
                "postgres://alice:s3cret@db/x?pooler=s3cret",
                "postgres://alice:s3cret@db/x?sslmode=require&sslrootcert=system",
                "postgres://alice:s3cret@db/x?sslkey=-----BEGIN%20PRIVATE%20KEY-----s3cret",
                "postgres://a:s3cret@db1,db2,db3/x?port=1,2",
                "postgres://a:s3cret@db1,%2Fvar%2Frun/x",
                "postgres://alice:s3cret@db:1:2/x",
                "postgres://:s3cret@db",
                "postgres://alice:s3cret@db/x?target_session_attrs=standby",
                "postgres://alice@db/x?%zzs3cret",
                "postgres://db:s3cret",
            })
    void refusesWhatItCannotHonourWithoutRepeatingThePassword(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseUrl.parse(text))
                .withMessageContaining("database URL")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://alice:s3cret/r3st@db/x",
                "postgres://alice:12/s3cret@db/x",
                "postgres://alice:s3cret?r3st@db/x",
                "postgres://alice:12?s3cret=1@db/x",
                "postgres://alice:s3cret@0ther/r3st@db/x",
                "postgres://alice:0ther?/s3cret@db/x",
                "postgres://alice:/s3cret?@db/x",
            })
    void saysThatAPasswordMustBeEscapedWithoutRepeatingAnyOfIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseUrl.parse(text))
                .withMessageContaining("in the password must be escaped")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret", "alice", "12", "0ther", "r3st"));
    }

    @Test
    void takesAnAtSignInAParameter() {
        assertThat(DatabaseUrl.parse("postgres://alice:s3cret@db/x?application_name=me@here")
                        .driverProperties())
                .containsEntry("ApplicationName", "me@here");
    }

    @Test
    void translatesTheServerThatIsWanted() {
        assertThat(DatabaseUrl.parse("postgres://db/x?target_session_attrs=read-write")
                        .driverProperties())
                .containsEntry("targetServerType", "primary");
        assertThat(DatabaseUrl.parse("postgres://db/x?target_session_attrs=any").driverProperties())
                .containsEntry("targetServerType", "any");
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://alice:s3cret@db/x,                 postgres://alice@db:5432/x",
        "postgres://s3cret@db/x,                       postgres://…@db:5432/x",
        "postgres://alices3cret@db,                    postgres://…@db:5432/…",
        "postgres://alice%3As3cret@db/x,               postgres://…@db:5432/x",
        "postgres://db/x?user=alice&password=s3cret,   postgres://alice@db:5432/x",
        "postgres://alice@db/x?password=s3cret,        postgres://alice@db:5432/x",
        "'postgres://a:s3cret@db1:1,db2:2/x',          'postgres://a@db1:1,db2:2/x'",
        "postgres://a:s3cret@%2Fvar%2Frun:99/x,        postgres://a@/x?host=/var/run",
    })
    void showsNoPasswordAndNoUserThatMayBeOne(String text, String shown) {
        assertThat(DatabaseUrl.parse(text)).hasToString(shown);
    }

    @Test
    void hidesSecretsInMessagesOfTheServer() {
        assertThat(DatabaseUrl.parse("postgres://alices3cret@db/x").hideSecrets("no role \"alices3cret\""))
                .isEqualTo("no role \"…\"");
        assertThat(DatabaseUrl.parse("postgres://alice:s3cret@db/x").hideSecrets("no role \"alice\", not s3cret"))
                .isEqualTo("no role \"alice\", not …");
    }

    /** All parameters that the URL reader of the 0.6 backend knows. */
    @Test
    void takesTheParametersOfTheReference() {
        DatabaseUrl url = DatabaseUrl.parse("postgres://nowhere/nothing?host=db.example&port=6543&dbname=x&user=alice"
                + "&password=p%40ss&ssl-mode=Verify-CA&ssl-ca=/ca&ssl-cert=/cert&ssl-key=/key"
                + "&application_name=me&options=-c%20a%3D1&options[search_path]=my%20schema"
                + "&statement-cache-capacity=0");

        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:6543/x");
        assertThat(url.driverProperties())
                .containsEntry("user", "alice")
                .containsEntry("password", "p@ss")
                .containsEntry("sslmode", "verify-ca")
                .containsEntry("sslrootcert", "/ca")
                .containsEntry("sslcert", "/cert")
                .containsEntry("sslkey", "/key")
                .containsEntry("ApplicationName", "me")
                .containsEntry("options", "-c a=1 -c search_path=my\\ schema")
                .containsEntry("prepareThreshold", "0");
        assertThat(url.warnings()).isEmpty();
        assertThat(DatabaseUrl.parse("postgres://db/x?hostaddr=10.0.0.7").host())
                .isEqualTo("10.0.0.7");
        assertThat(DatabaseUrl.parse("postgres://db/x?hostaddr=::1").jdbcUrl())
                .isEqualTo("jdbc:postgresql://[::1]:5432/x");
        assertThat(DatabaseUrl.parse("postgres://db/x?statement-cache-capacity=50")
                        .driverProperties())
                .containsEntry("preparedStatementCacheQueries", "50")
                .doesNotContainKey("prepareThreshold");
        assertThat(DatabaseUrl.parse("postgres://db/x?channel_binding=require").driverProperties())
                .containsEntry("channelBinding", "require");
    }

    @Test
    void warnsOfParametersWithoutEffectAndRepeatsOnlyNamesThatLibpqHas() {
        assertThat(DatabaseUrl.parse("postgres://localhost/x?sslmode=allow&keepalives=1&s3cret=s3cret&frobnicate")
                        .warnings())
                .containsExactly(
                        "the parameter keepalives of the database URL has no effect",
                        "parameter number 3 of the database URL is unknown and has no effect; a '&' in the password"
                                + " must be escaped, as %26",
                        "parameter number 4 of the database URL is unknown and has no effect; a '&' in the password"
                                + " must be escaped, as %26");
    }

    @Test
    void namesTheValuesThatAreKnown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseUrl.parse("postgres://db/x?sslmode=required"))
                .withMessageContaining(
                        "sslmode that is none of disable, allow, prefer, require, verify-ca, verify-full");
    }

    @Test
    void takesSeveralHosts() {
        assertThat(DatabaseUrl.parse("postgres://a:b@db1:1,db2,[::1]:3/x").jdbcUrl())
                .isEqualTo("jdbc:postgresql://db1:1,db2:5432,[::1]:3/x");
        assertThat(DatabaseUrl.parse("postgres:///x?host=db1,db2&port=7").jdbcUrl())
                .isEqualTo("jdbc:postgresql://db1:7,db2:7/x");
    }

    @Test
    void takesTheFolderOfAUnixSocket() {
        for (String text : List.of(
                "postgres://alice@%2Fvar%2Frun%2Fpostgresql:6000/x",
                "postgres://alice@/x?host=/var/run/postgresql&port=6000&sslmode=require")) {
            assertThat(DatabaseUrl.parse(text).driverProperties())
                    .containsEntry("socketFactory", UnixSocketFactory.class.getName())
                    .containsEntry("socketFactoryArg", "/var/run/postgresql/.s.PGSQL.6000")
                    .containsEntry("sslmode", "disable");
        }
    }

    @Test
    void verifiesWithTheCertificatesOfTheSystemWhereItIsAskedTo(@TempDir Path folder) throws IOException {
        Path bundle = Files.writeString(folder.resolve("bundle.pem"), "");
        assertThat(SystemCertificates.bundle(Map.of("SSL_CERT_FILE", bundle.toString())))
                .contains(bundle);
        Properties properties =
                DatabaseUrl.parse("postgres://db/x?sslrootcert=system").driverProperties();
        assertThat(properties).containsEntry("sslmode", "verify-full");
        Optional<Path> found = SystemCertificates.bundle(System.getenv());
        if (found.isPresent()) {
            assertThat(properties).containsEntry("sslrootcert", found.get().toString());
        } else {
            assertThat(properties).containsEntry("sslfactory", SystemCertificates.FACTORY_OF_JAVA);
        }
    }

    @Test
    void mayKnowASecondWayToTheDatabase() {
        DatabaseUrl direct = DatabaseUrl.parse("postgres://b:s3cret@db/x");
        DatabaseUrl url = DatabaseUrl.parse("postgres://a:s3cret@pooler/x").withDirect(direct);
        assertThat(url.direct()).isSameAs(direct);
        assertThat(url.withDatabase("y").direct()).hasToString("postgres://b@db:5432/y");
        assertThat(direct.direct()).isSameAs(direct);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://a:b@db.example/x",
                "postgres://a:b@10.0.0.1/x?sslmode=prefer",
                "postgres://a:b@127.0.0.1.example/x",
                "postgres://a:b@localhost,db/x?sslmode=allow",
                "postgres://a:b@[::2]/x?sslmode=disable"
            })
    void warnsOfConnectionsThatOthersMayRead(String text) {
        assertThat(DatabaseUrl.parse(text).warnings())
                .singleElement()
                .asString()
                .contains("may be without TLS", "sslmode=require", ":5432")
                .doesNotContain("localhost");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://a:b@localhost/x",
                "postgres://a:b@LOCALHOST/x?sslmode=disable",
                "postgres://a:b@127.0.0.1/x",
                "postgres://a:b@[::1]/x",
                "postgres://a:b@[0:0:0:0:0:0:0:1]/x",
                "postgres://a:b@%2Fvar%2Frun/x",
                "postgres://a:b@db.example/x?sslmode=require",
                "postgres://a:b@db.example/x?sslmode=verify-ca&sslrootcert=/ca",
                "postgres://a:b@db.example/x?sslmode=verify-full"
            })
    void doesNotWarnWhereOthersCannotRead(String text) {
        assertThat(DatabaseUrl.parse(text).warnings()).isEmpty();
    }

    @Test
    void warnsOfTheWayPastThePoolerToo() {
        DatabaseUrl url = DatabaseUrl.parse("postgres://a:b@pooler/x?sslmode=require")
                .withDirect(DatabaseUrl.parse("postgres://a:b@db/x"));

        assertThat(url.warnings()).singleElement().asString().contains("db:5432");
    }
}
