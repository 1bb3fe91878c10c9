package org.fhevm.coprocessor.common.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The array that the server receives, in each way in which the driver sends it: unprepared, as a prepared statement, as
 * text.
 */
@EmbeddedDatabase
class SqlArrayTest {
    private static final byte[][] AWKWARD = {
        {}, null, {0}, "\"{,}\\ NULL".getBytes(StandardCharsets.US_ASCII), {(byte) 0xff, 0}, {}
    };

    @ParameterizedTest
    @ValueSource(strings = {"", "prepareThreshold=-1", "binaryTransfer=false", "preferQueryMode=simple"})
    void arrivesAsItIs(String property, TestServer server) {
        DSLContext dsl = connected(server, property);
        // Often enough that the driver prepares it, and the server makes a generic plan.
        for (int i = 0; i < 12; i++) {
            for (byte[][] elements : List.of(AWKWARD, new byte[][] {}, new byte[][] {{}}, new byte[][] {null})) {
                assertThat(hex(dsl, SqlArray.ofBytes(elements))).isEqualTo(hex(elements));
            }
            assertThat(texts(dsl, SqlArray.ofTexts(Arrays.asList("a\"{,}\\ ", null, ""))))
                    .containsExactly("a\"{,}\\ ", null, "");
            assertThat(texts(dsl, SqlArray.ofIntegers(List.of(-1, 7)))).containsExactly("-1", "7");
            assertThat(texts(dsl, SqlArray.ofLongs(List.of(1L << 40)))).containsExactly("1099511627776");
            assertThat(texts(dsl, SqlArray.ofRowLocations(List.of("(0,1)", "(4294967294,3)"))))
                    .containsExactly("(0,1)", "(4294967294,3)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "binaryTransfer=false"})
    void hasItsType(String property, TestServer server) {
        DSLContext dsl = connected(server, property);

        assertThat(dsl.fetchValue("select pg_typeof({0})::text", SqlArray.ofBytes(AWKWARD)))
                .isEqualTo("bytea[]");
        assertThat(dsl.fetchValue("select pg_typeof({0})::text", SqlArray.ofRowLocations(List.of())))
                .isEqualTo("tid[]");
    }

    private static List<String> hex(DSLContext dsl, Field<?> array) {
        return dsl.fetch(
                        "select encode(element, 'hex') from unnest({0}) with ordinality as e(element, n) order by n",
                        array)
                .map(row -> row.get(0, String.class));
    }

    private static List<String> hex(byte[][] elements) {
        return Arrays.stream(elements)
                .map(element ->
                        element == null ? null : java.util.HexFormat.of().formatHex(element))
                .toList();
    }

    private static List<String> texts(DSLContext dsl, Field<?> array) {
        return dsl.fetch("select element::text from unnest({0}) with ordinality as e(element, n) order by n", array)
                .map(row -> row.get(0, String.class));
    }

    private static DSLContext connected(TestServer server, String property) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        URI url = URI.create(server.postgres().urlText("postgres"));
        String[] credentials = url.getUserInfo().split(":", 2);
        source.setUrl("jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath() + "?" + property);
        source.setUser(credentials[0]);
        source.setPassword(credentials[1]);
        return DSL.using(source, SQLDialect.POSTGRES);
    }
}
