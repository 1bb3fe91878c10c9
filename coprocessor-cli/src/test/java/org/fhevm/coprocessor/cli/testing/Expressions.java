package org.fhevm.coprocessor.cli.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The expressions of the dashboards and of the rules for Prometheus. */
public final class Expressions {
    public static final Path DOCKER = Path.of("").toAbsolutePath().resolveSibling("docker");
    public static final Path RULES = DOCKER.resolve("prometheus");

    private static final Pattern RULE =
            Pattern.compile("(?m)^ +- (?:alert|record): (\\S+)\\n +expr: (.*)$(?:\\n +for: (\\S+)$)?");
    private static final ObjectMapper JSON = new ObjectMapper();

    private Expressions() {}

    /** Each dashboard by the name of its file. */
    public static Map<String, JsonNode> dashboards() throws IOException {
        Map<String, JsonNode> dashboards = new TreeMap<>();
        try (Stream<Path> files = Files.list(DOCKER.resolve("grafana/dashboards"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".json")).toList()) {
                dashboards.put(file.getFileName().toString(), JSON.readTree(Files.readString(file)));
            }
        }
        return dashboards;
    }

    /** The expressions of all panels, each with file and title. */
    public static List<Expression> ofPanels() throws IOException {
        List<Expression> expressions = new ArrayList<>();
        dashboards()
                .forEach((file, dashboard) -> dashboard
                        .get("panels")
                        .forEach(panel -> panel.path("targets")
                                .forEach(target -> expressions.add(new Expression(
                                        file + ": " + panel.get("title").asString(),
                                        target.get("expr").asString(),
                                        null)))));
        return expressions;
    }

    /** The expressions of a file of rules, each with its name. */
    public static List<Expression> ofRules(String file) throws IOException {
        return RULE.matcher(Files.readString(RULES.resolve(file)))
                .results()
                .map(Expressions::rule)
                .toList();
    }

    private static Expression rule(MatchResult rule) {
        return new Expression(rule.group(1), rule.group(2), rule.group(3));
    }

    /**
     * An expression of PromQL.
     *
     * @param place where it is
     * @param duration for which an alert must hold; null if it is no alert or fires at once
     */
    public record Expression(
            String place, String text, @Nullable String duration) {}
}
