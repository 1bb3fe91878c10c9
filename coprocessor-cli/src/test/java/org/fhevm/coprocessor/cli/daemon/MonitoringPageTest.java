package org.fhevm.coprocessor.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.fhevm.coprocessor.cli.testing.ExportedMetrics;
import org.fhevm.coprocessor.cli.testing.Expressions;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.Test;

/** The tables of metrics in {@code docs/monitoring.md} have exactly those that daemons export. */
@EmbeddedDatabase
class MonitoringPageTest {
    /** The first cell of a row: a metric, and perhaps others that differ from it in their last words. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`(?:coprocessor|hikaricp)_[^|]*`) \\|");

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    @Test
    void theTablesHaveTheMetricsThatDaemonsExport(TestServer server) throws Exception {
        Set<String> documented = documented();
        documented.removeIf(name -> name.startsWith("hikaricp_"));

        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(ExportedMetrics.of(server).documentedNames());
    }

    private static Set<String> documented() throws IOException {
        Set<String> names = new TreeSet<>();
        ROW.matcher(Files.readString(Expressions.DOCKER.resolveSibling("docs/monitoring.md")))
                .results()
                .forEach(row -> {
                    String[] whole = {""};
                    NAME.matcher(row.group(1)).results().forEach(name -> names.add(completed(name.group(1), whole)));
                });
        return names;
    }

    /** The whole name of one that begins with an ellipsis: as many last words of the one before are replaced. */
    private static String completed(String name, String[] whole) {
        if (!name.startsWith("…")) {
            whole[0] = name;
            return name;
        }
        String ending = name.substring(1);
        int words = (int) ending.chars().filter(character -> character == '_').count();
        String beginning = whole[0];
        for (int word = 0; word < words; word++) {
            beginning = beginning.substring(0, beginning.lastIndexOf('_'));
        }
        return beginning + ending;
    }
}
