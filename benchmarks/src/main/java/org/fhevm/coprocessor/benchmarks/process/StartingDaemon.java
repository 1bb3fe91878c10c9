package org.fhevm.coprocessor.benchmarks.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/** A daemon that has just been started as a process, asked by its address of metrics whether it is ready. */
public final class StartingDaemon {
    private static final Duration ANSWER_TIME = Duration.ofSeconds(2);

    private StartingDaemon() {}

    /** An address of loopback that was free just now. */
    public static InetSocketAddress freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return new InetSocketAddress("127.0.0.1", socket.getLocalPort());
        }
    }

    /** The address as a flag has it: {@code 127.0.0.1:9100}. */
    public static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    /**
     * Waits until the daemon is ready.
     *
     * @param log named by the exception
     * @param period between two questions
     * @throws IllegalStateException if the process ends, or is not ready in time
     */
    public static void awaitReady(
            Process process, InetSocketAddress metrics, Path log, Duration patience, Duration period)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (!isReady(client, metrics)) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IllegalStateException("a daemon does not come up; its output is in " + log);
                }
                Thread.sleep(period);
            }
        }
    }

    private static boolean isReady(HttpClient client, InetSocketAddress metrics) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + text(metrics) + "/readyz"))
                    .timeout(ANSWER_TIME)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
