package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;

/** The tables, columns, indexes and triggers of {@code docs/database.md} are those of the migrated schema. */
@EmbeddedDatabase
class DatabasePageTest {
    private static final Path PAGE = Path.of("").toAbsolutePath().resolveSibling("docs/database.md");
    private static final String PENDING = "not greatest(is_completed, is_error)";

    private final DSLContext dsl;
    private final List<String> lines;

    DatabasePageTest(Database database) throws IOException {
        dsl = database.dsl();
        lines = Files.readAllLines(PAGE);
    }

    @Test
    void eachTableHasASection() {
        assertThat(lines.stream()
                        .filter(line -> line.startsWith("## `"))
                        .map(line -> line.replaceAll("^## `|`$", ""))
                        .toList())
                .containsExactlyInAnyOrderElementsOf(dsl.fetch("""
                        select tablename::text from pg_tables
                        where schemaname = current_schema() and tablename <> 'flyway_schema_history'
                        """).into(String.class));
    }

    @Test
    void columnsHaveTheirTypesAndNullability() {
        List<List<String>> catalog = dsl.fetch("""
                select c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), not a.attnotnull
                from pg_attribute as a join pg_class as c on c.oid = a.attrelid
                where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
                  and c.relname <> 'flyway_schema_history' and a.attnum > 0 and not a.attisdropped
                """)
                .map(row -> List.of(
                        row.get(0, String.class),
                        row.get(1, String.class),
                        row.get(2, String.class)
                                .replace("timestamp without time zone", "timestamp")
                                .replace("timestamp with time zone", "timestamptz"),
                        row.get(3, Boolean.class) ? "yes" : "no"));

        assertThat(rows("| column |").map(cells -> cells.subList(0, 4))).containsExactlyInAnyOrderElementsOf(catalog);
    }

    @Test
    void indexesHaveTheirKeysAndPredicates() {
        List<List<String>> catalog = dsl.fetch("""
                select t.relname::text, i.relname::text,
                       array_to_string(array(select pg_get_indexdef(x.indexrelid, k, true)
                                             from generate_series(1, x.indnkeyatts) as k), ', '),
                       x.indisunique, coalesce(pg_get_expr(x.indpred, x.indrelid), 'all')
                from pg_index as x
                join pg_class as i on i.oid = x.indexrelid
                join pg_class as t on t.oid = x.indrelid
                where t.relnamespace = current_schema()::regnamespace and t.relkind = 'r'
                  and t.relname <> 'flyway_schema_history'
                """)
                .map(row -> List.of(
                        row.get(0, String.class),
                        row.get(1, String.class),
                        row.get(2, String.class),
                        row.get(3, Boolean.class) ? "yes" : "no",
                        withoutBrackets(row.get(4, String.class))));

        assertThat(rows("| index |")
                        .map(cells -> List.of(
                                cells.get(0),
                                cells.get(1),
                                cells.get(2),
                                cells.get(3),
                                withoutBrackets(cells.get(4).replace("pending", PENDING)))))
                .containsExactlyInAnyOrderElementsOf(catalog);
    }

    @Test
    void triggersAreNamed() {
        List<String> triggers = dsl.fetch("select tgname::text from pg_trigger where not tgisinternal")
                .into(String.class);

        assertThat(triggers)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(String.join("\n", lines)).contains("`" + name + "`"));
    }

    private static String withoutBrackets(String predicate) {
        return predicate.replaceAll("[()]", "").toLowerCase(Locale.ROOT);
    }

    /** The name of the section, then the cells, of each row of the tables with this first column. */
    private Stream<List<String>> rows(String header) {
        List<List<String>> rows = new ArrayList<>();
        String section = "";
        boolean inTable = false;
        for (String line : lines) {
            if (line.startsWith("## ")) {
                section = line.substring(3).replace("`", "");
            }
            if (line.startsWith("| `") && inTable) {
                rows.add(Stream.concat(
                                Stream.of(section),
                                Arrays.stream(line.replace("`", "").split("\\|"))
                                        .skip(1)
                                        .map(String::strip))
                        .toList());
            } else if (!line.startsWith("|---")) {
                inTable = line.startsWith(header);
            }
        }
        return rows.stream();
    }
}
