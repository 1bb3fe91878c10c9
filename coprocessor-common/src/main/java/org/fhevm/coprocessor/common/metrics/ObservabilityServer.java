package org.fhevm.coprocessor.common.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * HTTP for operators and orchestrators: {@code /metrics}, {@code /livez}, {@code /readyz}, {@code /version}, and
 * {@code /health}, which as in the 0.6 backend says OK whenever it is asked.
 */
public final class ObservabilityServer implements AutoCloseable {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    private record Answer(int status, String contentType, String body) {}

    /**
     * Starts listening.
     *
     * @throws UncheckedIOException if the address is in use, which it names
     */
    public ObservabilityServer(InetSocketAddress address, Metrics metrics, Health health, String version) {
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot serve metrics on " + address + ": " + e.getMessage(), e);
        }
        server.setExecutor(executor);
        serve("/metrics", () -> new Answer(200, PROMETHEUS_TEXT, metrics.scrape()));
        serve("/health", () -> new Answer(200, TEXT, "OK"));
        serve("/livez", () -> verdict(health.livenessProblems()));
        serve("/readyz", () -> verdict(health.readinessProblems()));
        serve("/version", () -> new Answer(200, TEXT, version + "\n"));
        server.start();
    }

    /** Where it listens; tells the port when it was asked to choose one. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.close();
    }

    private static Answer verdict(List<String> problems) {
        return problems.isEmpty()
                ? new Answer(200, TEXT, "OK\n")
                : new Answer(503, TEXT, String.join("\n", problems) + "\n");
    }

    private void serve(String path, Supplier<Answer> answer) {
        server.createContext(path, exchange -> {
            // A context matches every path that begins with it.
            boolean exact = exchange.getRequestURI().getPath().equals(path);
            send(exchange, exact ? answer.get() : new Answer(404, TEXT, "not found\n"));
        });
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(answer.status(), -1);
                return;
            }
            exchange.sendResponseHeaders(answer.status(), body.length);
            try (OutputStream output = exchange.getResponseBody()) {
                output.write(body);
            }
        }
    }
}
