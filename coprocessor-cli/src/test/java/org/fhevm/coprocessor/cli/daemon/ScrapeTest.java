package org.fhevm.coprocessor.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fhevm.coprocessor.cli.testing.ExportedMetrics;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;

/** What a scrape costs, and whether a reader understands it. */
@EmbeddedDatabase
class ScrapeTest {
    private static final int FRESH_BYTES = 32_000;
    private static final int BYTES_OF_ALL_COMPUTATIONS = 400_000;
    private static final Pattern HELP = Pattern.compile("(?m)^# HELP (\\S+) ?(.*)$");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) ");

    @Test
    void aScrapeOfAFreshDaemonIsSmallAndEveryMetricHasAHelpText(TestServer server) throws Exception {
        String scrape = ExportedMetrics.scrapeOfFreshDaemon(server);

        assertThat(scrape.getBytes(StandardCharsets.UTF_8).length).isBetween(5_000, FRESH_BYTES);
        List<String> explained = HELP.matcher(scrape)
                .results()
                .filter(help -> help.group(2).length() > 8)
                .map(help -> help.group(1))
                .toList();
        assertThat(TYPE.matcher(scrape).results().map(type -> type.group(1)))
                .hasSizeGreaterThan(60)
                .isSubsetOf(explained);
    }

    /** More than a worker computes in its life. */
    @Test
    void aScrapeHasABoundHoweverManyKindsOfComputationsThereWere() {
        try (Metrics metrics = new Metrics()) {
            WorkerEvents events = new WorkerEvents(metrics);
            for (int tenant = 0; tenant < 100; tenant++) {
                TenantHandle output = new TenantHandle(new TenantId(tenant), Handle.of(new byte[32]));
                for (FheOperation operation : FheOperation.values()) {
                    for (FheType type : FheType.values()) {
                        events.computed(output, operation, type, Duration.ofSeconds(1), Duration.ZERO, 1);
                    }
                }
            }

            assertThat(metrics.scrape().length()).isLessThan(BYTES_OF_ALL_COMPUTATIONS);
        }
    }

    @Test
    void histogramsHaveFewBuckets(TestServer server) throws Exception {
        Matcher buckets = Pattern.compile("(?m)^(\\w+_bucket\\{.*?),?le=\"[^\"]+\".*$")
                .matcher(ExportedMetrics.scrapeOfFreshDaemon(server));
        List<String> series =
                buckets.results().map(bucket -> bucket.group(1)).sorted().toList();

        assertThat(series).isNotEmpty();
        assertThat(Arrays.stream(series.toArray()).distinct())
                .allSatisfy(
                        one -> assertThat(series.stream().filter(one::equals)).hasSizeBetween(5, 12));
    }
}
