package org.fhevm.coprocessor.cli.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * A running Prometheus with our rules. It scrapes and evaluates every second, and rules look back for {@link #WINDOW},
 * so that tests need not wait for minutes.
 */
public final class Prometheus implements AutoCloseable {
    /** Replaces all windows of rules and panels. */
    private static final String WINDOW = "[15s]";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;

    private Prometheus(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The program: named by the environment variable COPROCESSOR_PROMETHEUS, or on the PATH. */
    public static Optional<Path> program() {
        String named = System.getenv("COPROCESSOR_PROMETHEUS");
        Stream<Path> candidates = named != null
                ? Stream.of(Path.of(named))
                : Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, "prometheus"));
        return candidates.filter(Files::isExecutable).findFirst();
    }

    /** Starts it on a free port of the loopback address, and waits until it answers. */
    public static Prometheus start(Path program, Path folder, List<String> targets) throws IOException {
        for (String rules : List.of("recording.yaml", "alerts.yaml")) {
            Files.writeString(folder.resolve(rules), hastened(Files.readString(Expressions.RULES.resolve(rules))));
        }
        String configuration = Files.readString(Expressions.RULES.resolve("prometheus.yml"))
                .replaceAll("(_interval): \\S+", "$1: 1s")
                .replaceAll("(?s) {4}dns_sd_configs:.*", "    static_configs: [{targets: " + quoted(targets) + "}]\n");
        Path file = Files.writeString(folder.resolve("prometheus.yml"), configuration);
        int port = freePort();
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=warn")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        Prometheus prometheus = new Prometheus(process, port);
        try {
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> prometheus.isReady());
        } catch (RuntimeException e) {
            prometheus.close();
            throw e;
        }
        return prometheus;
    }

    private static String quoted(List<String> targets) {
        return targets.stream().map(target -> '"' + target + '"').collect(Collectors.joining(", ", "[", "]"));
    }

    private static String hastened(String rules) {
        return rules.replaceAll("\\[\\d+[mh]]", WINDOW).replaceAll("(?m)^( +for:) .*$", "$1 2s");
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private boolean isReady() throws IOException, InterruptedException {
        return send("/-/ready").statusCode() == 200;
    }

    /**
     * The series of an expression now.
     *
     * @throws IOException if Prometheus refuses the expression
     */
    public List<JsonNode> query(String expression) throws IOException, InterruptedException {
        String text = expression
                .replace("$instance", ".*")
                .replace("[$__rate_interval]", WINDOW)
                .replace("[1h]", WINDOW);
        HttpResponse<String> answer = send("/api/v1/query?query=" + URLEncoder.encode(text, StandardCharsets.UTF_8));
        if (answer.statusCode() != 200) {
            throw new IOException(expression + ": " + answer.body());
        }
        List<JsonNode> series = new ArrayList<>();
        JSON.readTree(answer.body()).at("/data/result").forEach(series::add);
        return series;
    }

    /** The names of the alerts that fire. */
    public List<String> firing() throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        for (JsonNode alert : JSON.readTree(send("/api/v1/alerts").body()).at("/data/alerts")) {
            if (alert.get("state").asString().equals("firing")) {
                names.add(alert.at("/labels/alertname").asString());
            }
        }
        return names;
    }

    /** The errors of rules whose last evaluation failed. */
    public List<String> brokenRules() throws IOException, InterruptedException {
        List<String> broken = new ArrayList<>();
        for (JsonNode group : JSON.readTree(send("/api/v1/rules").body()).at("/data/groups")) {
            for (JsonNode rule : group.get("rules")) {
                if (rule.get("health").asString().equals("err")) {
                    broken.add(rule.get("name").asString() + ": " + rule.path("lastError"));
                }
            }
        }
        return broken;
    }

    private HttpResponse<String> send(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.close();
        process.destroy();
        process.onExit().join();
    }
}
