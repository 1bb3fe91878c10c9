package org.fhevm.coprocessor.cli.testing;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.jspecify.annotations.Nullable;

/**
 * The series that daemons export: those of a server and a worker in one process, those that appear with the first
 * computation, and those that exist with certain flags only.
 */
public final class ExportedMetrics {
    /** Metrics that appear with an event or a flag, each with its labels. */
    public static final Map<String, Set<String>> OPTIONAL = Map.of(
            "coprocessor_audit_lines_total", Set.of("outcome"), // --audit-log
            "coprocessor_tls_certificate_expiry_seconds", Set.of("port"), // --server-tls-certificate
            "coprocessor_tls_handshake_steps_total", Set.of("port"), // --server-tls-certificate
            "coprocessor_trace_spans_total", Set.of("outcome"), // --tracing-endpoint
            "coprocessor_server_pending_lookups_total", Set.of(), // --server-wait-for-pending
            "coprocessor_server_reads_waiting", Set.of(), // --server-wait-for-pending
            "coprocessor_server_announcements_heard", Set.of(), // --server-wait-for-pending
            "coprocessor_tenant_calls_total", Set.of("tenant", "method"), // the first call of a tenant
            "coprocessor_tenant_oldest_ready_seconds", Set.of("tenant")); // the first computation of a tenant

    private static final Path ROOT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent(), "the root of the project");
    private static final Pattern SERIES = Pattern.compile("(?m)^([a-z]\\w*)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** Made once in a JVM. */
    private static @Nullable String fresh;

    private final Map<String, Map<String, Set<String>>> series = new TreeMap<>();

    private ExportedMetrics() {}

    /** All series of a fresh daemon, of one that has worked, and of the optional parts. */
    public static ExportedMetrics of(TestServer server) throws IOException, InterruptedException {
        ExportedMetrics exported = new ExportedMetrics();
        exported.add(scrapeOfFreshDaemon(server));
        exported.add(scrapeAfterWork());
        OPTIONAL.forEach((name, labels) -> {
            Map<String, Set<String>> known = exported.series.computeIfAbsent(name, any -> new TreeMap<>());
            labels.forEach(label -> known.computeIfAbsent(label, any -> new TreeSet<>()));
        });
        return exported;
    }

    /** The metrics of server and worker right after their start. */
    public static synchronized String scrapeOfFreshDaemon(TestServer server) throws IOException, InterruptedException {
        if (fresh == null) {
            fresh = scrape(server);
        }
        return fresh;
    }

    private static String scrape(TestServer server) throws IOException, InterruptedException {
        try (RunningCoprocessor coprocessor = RunningCoprocessor.start(server);
                HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(coprocessor.observability("/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static String scrapeAfterWork() {
        try (Metrics metrics = new Metrics()) {
            WorkerEvents events = new WorkerEvents(metrics);
            TenantHandle output = new TenantHandle(new TenantId(1), Handle.of(new byte[32]));
            events.computed(output, FheOperation.ADD, FheType.UINT64, Duration.ZERO, Duration.ZERO, 1);
            events.stored(output);
            events.failed(output, "why");
            return metrics.scrape();
        }
    }

    private void add(String scrape) {
        Matcher matcher = SERIES.matcher(scrape);
        while (matcher.find()) {
            Map<String, Set<String>> labels = series.computeIfAbsent(matcher.group(1), any -> new TreeMap<>());
            if (matcher.group(2) != null) {
                LABEL.matcher(matcher.group(2))
                        .results()
                        .forEach(label -> labels.computeIfAbsent(label.group(1), any -> new TreeSet<>())
                                .add(label.group(2)));
            }
        }
    }

    /** The names of all series, among them those of buckets and sums. */
    public Set<String> names() {
        return series.keySet();
    }

    /** The names of our own metrics, as the documentation names them: histograms and timers once. */
    public Set<String> documentedNames() {
        Set<String> names = new TreeSet<>();
        series.keySet().stream()
                .filter(name -> name.startsWith("coprocessor_"))
                .map(this::family)
                .forEach(names::add);
        return names;
    }

    private String family(String name) {
        String family = name.replaceFirst("_(bucket|sum|count|max)$", "");
        return series.containsKey(family + "_sum") ? family : name;
    }

    /** The labels of a series, each with the values that were seen. */
    public Map<String, Set<String>> labels(String name) {
        return series.getOrDefault(name, Map.of());
    }

    /** Names of optional metrics that no source file contains. */
    public static List<String> optionalWithoutSource() throws IOException {
        StringBuilder sources = new StringBuilder();
        for (String module : List.of("coprocessor-common", "coprocessor-server", "coprocessor-worker")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    sources.append(Files.readString(file));
                }
            }
        }
        List<String> missing = new ArrayList<>(OPTIONAL.keySet());
        missing.removeIf(name -> sources.indexOf('"' + name.replaceFirst("_total$", "") + '"') >= 0);
        return missing;
    }
}
