package org.fhevm.coprocessor.benchmarks.coldstart;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A worker process that has just been started. */
final class FreshWorker implements AutoCloseable {
    private static final Duration START_TIME = Duration.ofSeconds(120);
    private static final long POLL_MILLIS = 5;

    private final Process process;
    private final int metricsPort;
    private final Path log;

    private FreshWorker(Process process, int metricsPort, Path log) {
        this.process = process;
        this.metricsPort = metricsPort;
        this.log = log;
    }

    /** @param log where the output of the process goes */
    static FreshWorker start(Variant variant, Path log) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder(
                        variant.launcher(), "run", "--run-bg-worker", "--metrics-addr", "127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("COPROCESSOR_JAVA_OPTIONS", variant.javaOptions());
        return new FreshWorker(builder.start(), port, log);
    }

    void awaitReady() throws InterruptedException {
        long end = System.nanoTime() + START_TIME.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (!isReady(client)) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IllegalStateException("a worker does not come up; its output is in " + log);
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
    }

    /** Processor time of the process until now. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private boolean isReady(HttpClient client) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metricsPort + "/readyz"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
