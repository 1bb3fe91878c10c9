package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestRole;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.Test;

/** The query by which the Helm chart scales workers: KEDA runs it every 15 seconds, for as long as the queue grows. */
@EmbeddedDatabase
class ScalingQueryTest {
    private static final int COMPLETED = 20_000;
    private static final int CLAIMABLE = 30;
    private static final int LIMIT = 25;

    @Test
    void countsClaimableComputationsByTheirIndex(TestServer server) throws IOException {
        String query = query();
        DatabaseUrl url = server.newDatabase();
        DatabaseConfig asReader = DatabaseConfig.of(TestRole.READER.url(url)).withMaximumPoolSize(1);
        try (Database database = Database.open(DatabaseConfig.of(url))) {
            insert(database, 0, COMPLETED, true);
            insert(database, COMPLETED, CLAIMABLE, false);
            database.dsl().execute("vacuum analyze computations");
            try (Database reader = Database.open(asReader)) {
                // KEDA's session has PostgreSQL's defaults.
                reader.dsl().execute("set enable_seqscan = on");
                reader.dsl().execute("set enable_sort = on");
                assertThat(reader.dsl().fetchSingle(query).get(0, int.class)).isEqualTo(LIMIT);
                List<String> plan = reader.dsl().fetch("explain " + query).getValues(0, String.class);
                assertThat(String.join("\n", plan))
                        .contains("computations_claimable_index")
                        .doesNotContain("Seq Scan", "Sort");
            }
        }
    }

    private static void insert(Database database, int first, int count, boolean completed) {
        database.dsl()
                .execute("insert into computations (tenant_id, output_handle, output_type, dependencies, fhe_operation,"
                        + " is_scalar, is_completed) select 1, int4send(n), 4, array[int4send(n)], 0, false, "
                        + completed
                        + " from generate_series(" + first + ", " + (first + count - 1) + ") n");
    }

    private static String query() throws IOException {
        String template =
                Files.readString(ProjectFiles.ROOT.resolve("docker/helm/coprocessor/templates/autoscaling.yaml"));
        Matcher query = Pattern.compile("query: >-\n((?: {10}.*\n)+)").matcher(template);
        assertThat(query.find()).isTrue();
        return query.group(1)
                .replaceAll("\\{\\{.*?}}", Integer.toString(LIMIT))
                .replaceAll("\\s+", " ")
                .strip();
    }
}
