package org.fhevm.coprocessor.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fhevm.coprocessor.cli.testing.ExportedMetrics;
import org.fhevm.coprocessor.cli.testing.Expressions;
import org.fhevm.coprocessor.cli.testing.Expressions.Expression;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Dashboards and rules use only metrics and labels that a daemon exports, and alerts have a section in the runbook. */
@EmbeddedDatabase
class DashboardsTest {
    private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");
    private static final Pattern SELECTOR = Pattern.compile("([a-z]\\w+)\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)(?:=~|!~|!=|=)\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without) \\(([^)]*)\\)");
    private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern METRIC =
            Pattern.compile("\\b(?:(?:coprocessor|hikaricp|jvm|process|system)_\\w+|up\\b)");
    private static final Pattern RECORDED = Pattern.compile("coprocessor:[\\w:]+");
    private static final Pattern RUNBOOK = Pattern.compile("(?m)^ +runbook: docs/runbook\\.md#(\\S+)$");

    /** Labels that Prometheus adds, and that of every bucket. */
    private static final Set<String> ADDED = Set.of("instance", "job", "le");

    /** The metric of Prometheus itself, and those of garbage collections, which a fresh daemon may not have had. */
    private static final Set<String> NOT_OURS = Set.of("up", "jvm_gc_pause_seconds_sum");

    @Test
    void everyMetricAndEveryLabelOfAPanelOrARuleExists(TestServer server) throws Exception {
        ExportedMetrics exported = ExportedMetrics.of(server);
        List<Expression> expressions = new ArrayList<>(Expressions.ofPanels());
        expressions.addAll(Expressions.ofRules("alerts.yaml"));
        expressions.addAll(Expressions.ofRules("recording.yaml"));
        assertThat(expressions).hasSizeGreaterThan(90);

        assertThat(expressions.stream().flatMap(expression -> faults(expression, exported)))
                .isEmpty();
    }

    @Test
    void unknownMetricsLabelsAndValuesAreFound(TestServer server) throws Exception {
        ExportedMetrics exported = ExportedMetrics.of(server);
        Map.of(
                        "rate(coprocessor_no_such_total[5m])", 1,
                        "sum by (color) (coprocessor_ready)", 1,
                        "coprocessor_calls_refused_total{kind=\"odd\"}", 1,
                        "coprocessor_calls_refused_total{color=\"limit\"}", 1,
                        "coprocessor_calls_refused_total{kind=~\"limit|odd\"}", 1,
                        "jvm_no_such", 1,
                        "coprocessor:no_such:rate5m", 1,
                        "sum by (color) (coprocessor:calls:rate5m)", 1,
                        "coprocessor:calls:rate5m{outcome=\"odd\"}", 1,
                        "sum by (kind) (coprocessor_calls_refused_total{kind!=\"limit\", instance=~\".*\"})", 0)
                .forEach((text, count) -> assertThat(faults(new Expression("test", text, null), exported))
                        .as(text)
                        .hasSize(count));
    }

    private static Stream<String> faults(Expression expression, ExportedMetrics exported) {
        String text = withMetrics(expression.text());
        String bare = TEXT.matcher(text).replaceAll("\"\"");
        Set<String> metrics = METRIC.matcher(bare)
                .results()
                .map(MatchResult::group)
                .filter(name -> !NOT_OURS.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> labels = new TreeSet<>(ADDED);
        metrics.forEach(metric -> labels.addAll(exported.labels(metric).keySet()));
        return Stream.of(
                        metrics.stream().filter(metric -> !exported.names().contains(metric)),
                        GROUPING.matcher(bare)
                                .results()
                                .flatMap(group -> Stream.of(group.group(1).split(", *")))
                                .filter(label -> !labels.contains(label)),
                        SELECTOR.matcher(text)
                                .results()
                                .flatMap(selector -> unknownValues(selector.group(1), selector.group(2), exported)))
                .flatMap(found -> found)
                .map(fault -> expression.place() + " has " + fault);
    }

    /** An expression with the metric behind each recorded series in its place. */
    private static String withMetrics(String text) {
        Map<String, String> recorded = recorded();
        return RECORDED.matcher(text)
                .replaceAll(series -> METRIC.matcher(recorded.getOrDefault(series.group(), "coprocessor_unrecorded"))
                        .results()
                        .findFirst()
                        .orElseThrow()
                        .group());
    }

    /** The expression of each recorded series. */
    private static Map<String, String> recorded() {
        try {
            return Expressions.ofRules("recording.yaml").stream()
                    .collect(Collectors.toMap(Expression::place, Expression::text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> unknownValues(String metric, String matchers, ExportedMetrics exported) {
        return MATCHER.matcher(matchers)
                .results()
                .filter(matcher -> !ADDED.contains(matcher.group(1)) && !metric.equals("up"))
                .flatMap(matcher -> Stream.of(matcher.group(2).split("\\|"))
                        .filter(value -> !isKnown(exported.labels(metric).get(matcher.group(1)), value))
                        .map(value -> metric + "{" + matcher.group(1) + "=" + value + "}"));
    }

    /** The values of optional metrics are not known. */
    private static boolean isKnown(@Nullable Set<String> values, String value) {
        return values != null && (values.isEmpty() || values.contains(value));
    }

    @Test
    void optionalMetricsAreRegisteredSomewhere() throws IOException {
        assertThat(ExportedMetrics.optionalWithoutSource()).isEmpty();
    }

    @Test
    void recordedSeriesAreExplainedAndAlertsDoWithoutThem() throws IOException {
        Set<String> recorded = recorded().keySet();
        assertThat(recorded).hasSizeGreaterThan(5);
        assertThat(Expressions.ofRules("alerts.yaml"))
                .noneMatch(rule -> RECORDED.matcher(rule.text()).find());
        String page = Files.readString(Expressions.DOCKER.resolveSibling("docs/monitoring.md"));
        assertThat(recorded).allSatisfy(series -> assertThat(page).contains("| `" + series + "` |"));
    }

    /** A rule drops the labels by which it does not sum. */
    @Test
    void panelsUseAllRecordedSeriesByLabelsThatTheyKeep() throws IOException {
        Map<String, String> recorded = recorded();
        Set<String> used = new TreeSet<>();
        Expressions.dashboards()
                .forEach((file, dashboard) -> dashboard
                        .get("panels")
                        .forEach(panel -> panel.path("targets").forEach(target -> {
                            String text = target.get("expr").asString();
                            RECORDED.matcher(text).results().forEach(series -> {
                                used.add(series.group());
                                assertThat(labels(
                                                text, target.get("legendFormat").asString()))
                                        .as(file + ": " + panel.get("title"))
                                        .isSubsetOf(kept(recorded.getOrDefault(series.group(), "")));
                            });
                        })));
        assertThat(used).isEqualTo(recorded.keySet());
    }

    /** The labels that an expression or a legend names. */
    private static Set<String> labels(String expression, String legend) {
        return Stream.of(
                        GROUPING.matcher(expression)
                                .results()
                                .flatMap(group -> Stream.of(group.group(1).split(", *"))),
                        MATCHER.matcher(expression).results().map(matcher -> matcher.group(1)),
                        LEGEND.matcher(legend).results().map(label -> label.group(1)))
                .flatMap(found -> found)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The labels of a recorded series: those of its sum, or else those of every series. */
    private static Set<String> kept(String rule) {
        return GROUPING.matcher(rule)
                .results()
                .findFirst()
                .map(group -> Set.of(group.group(1).split(", *")))
                .orElse(Set.of("instance", "job"));
    }

    @Test
    void everyAlertHasASectionInTheRunbookAndARowInTheTable() throws IOException {
        List<String> alerts = Expressions.ofRules("alerts.yaml").stream()
                .map(Expression::place)
                .toList();
        String runbook = Files.readString(Expressions.DOCKER.resolveSibling("docs/runbook.md"));
        String page = Files.readString(Expressions.DOCKER.resolveSibling("docs/monitoring.md"));

        assertThat(alerts).hasSizeGreaterThan(20).doesNotHaveDuplicates();
        assertThat(RUNBOOK.matcher(Files.readString(Expressions.RULES.resolve("alerts.yaml")))
                        .results()
                        .map(link -> link.group(1)))
                .containsExactlyElementsOf(alerts.stream()
                        .map(alert -> alert.toLowerCase(Locale.ROOT))
                        .toList());
        assertThat(Pattern.compile("(?m)^### (Coprocessor\\w+)$")
                        .matcher(runbook)
                        .results()
                        .map(heading -> heading.group(1)))
                .containsExactlyInAnyOrderElementsOf(alerts);
        assertThat(Pattern.compile("(?m)^\\| \\[(Coprocessor\\w+)]")
                        .matcher(page)
                        .results()
                        .map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(alerts);
    }

    @Test
    void dashboardsCanBeImported() throws IOException {
        Map<String, JsonNode> dashboards = Expressions.dashboards();

        assertThat(dashboards).containsOnlyKeys("overview.json", "tenants.json", "engine.json", "database.json");
        Set<String> uids = new TreeSet<>();
        dashboards.forEach((file, dashboard) -> {
            uids.add(dashboard.get("uid").asString());
            Set<Integer> ids = new TreeSet<>();
            for (JsonNode panel : dashboard.get("panels")) {
                ids.add(panel.get("id").asInt());
                assertThat(panel.get("title").asString()).as(file).isNotBlank();
                if (!panel.get("type").asString().equals("row")) {
                    assertThat(panel.get("description").asString()).as(file).isNotBlank();
                    assertThat(panel.get("targets").isEmpty()).as(file).isFalse();
                }
            }
            assertThat(ids)
                    .as("ids of panels in %s", file)
                    .hasSize(dashboard.get("panels").size());
        });
        assertThat(uids).hasSameSizeAs(dashboards.keySet());
    }

    @Test
    void legendsNameLabelsOfTheirExpressions(TestServer server) throws Exception {
        ExportedMetrics exported = ExportedMetrics.of(server);
        Expressions.dashboards()
                .forEach((file, dashboard) -> dashboard
                        .get("panels")
                        .forEach(panel -> panel.path("targets").forEach(target -> {
                            String expression = target.get("expr").asString();
                            Set<String> labels = new TreeSet<>(Set.of("instance"));
                            METRIC.matcher(TEXT.matcher(withMetrics(expression)).replaceAll("\"\""))
                                    .results()
                                    .forEach(metric -> labels.addAll(
                                            exported.labels(metric.group()).keySet()));
                            assertThat(LEGEND.matcher(target.get("legendFormat").asString())
                                            .results()
                                            .map(label -> label.group(1)))
                                    .as(file + ": " + panel.get("title"))
                                    .isSubsetOf(labels);
                        })));
    }
}
