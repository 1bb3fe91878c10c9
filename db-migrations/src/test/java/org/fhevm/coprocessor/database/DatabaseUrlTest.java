package org.fhevm.coprocessor.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
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
                "postgres://alice:s3cret@db/x?frobnicate=1",
                "postgres://alice:s3cret@%2Fvar%2Frun/x",
                "postgres://a:s3cret@db1:1,db2:2/x",
                "postgres://:s3cret@db",
                "postgres://alice:s3cret@db/x?target_session_attrs=standby",
                "postgres://s3cret,1:2@db1,s3cret/x",
                "postgres://alice@db/x?s3cret=1",
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

    @Test
    void showsNoPassword() {
        assertThat(DatabaseUrl.parse("postgres://alice:s3cret@db/x")).hasToString("postgres://alice@db:5432/x");
    }
}
