package org.fhevm.coprocessor.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.cli.testing.RunningCoprocessor;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.Test;

/** The alert rules use only metrics and labels that a running process exports. */
@EmbeddedDatabase
class AlertRulesTest {
    private static final Path RULES = Path.of("").toAbsolutePath().resolveSibling("docker/alerts.yaml");
    private static final Pattern EXPRESSION = Pattern.compile("(?m)^ +expr: (.*)$");
    private static final Pattern METRIC = Pattern.compile("coprocessor_\\w+");
    private static final Pattern SELECTOR = Pattern.compile("(coprocessor_\\w+)\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)=~?\"([^\"]*)\"");

    @Test
    void everyMetricAndEveryLabelOfARuleExists(TestServer server) throws Exception {
        String rules = EXPRESSION
                .matcher(Files.readString(RULES))
                .results()
                .map(rule -> rule.group(1))
                .collect(Collectors.joining("\n"));
        String scrape = scrape(server);
        Set<String> names =
                METRIC.matcher(scrape).results().map(MatchResult::group).collect(Collectors.toSet());

        assertThat(METRIC.matcher(rules).results().map(MatchResult::group))
                .hasSizeGreaterThan(9)
                .isSubsetOf(names);
        SELECTOR.matcher(rules)
                .results()
                .forEach(selector -> MATCHER.matcher(selector.group(2))
                        .results()
                        .flatMap(label -> Pattern.compile("\\|")
                                .splitAsStream(label.group(2))
                                .map(value -> label.group(1) + "=\"" + value + "\""))
                        .forEach(label -> assertThat(scrape.lines().filter(isOf(selector.group(1))))
                                .as(selector.group())
                                .anyMatch(line -> line.contains(label))));
    }

    private static Predicate<String> isOf(String metric) {
        return line -> line.startsWith(metric + "{");
    }

    private static String scrape(TestServer server) throws Exception {
        try (RunningCoprocessor coprocessor = RunningCoprocessor.start(server);
                HttpClient client = HttpClient.newHttpClient()) {
            URI metrics = coprocessor.observability("/metrics");
            return client.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
