package org.fhevm.coprocessor.benchmarks.attacks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.coprocessor.benchmarks.process.StartingDaemon;

/** Fetches a daemon's metrics as Prometheus does, on a connection of its own each time, until it is closed. */
final class Scraper implements AutoCloseable {
    private static final String ADDRESS = "127.0.200.2";
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final long PERIOD_MILLIS = 500;

    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final HttpRequest request;
    private final Thread thread;

    Scraper(InetSocketAddress metrics) {
        request = HttpRequest.newBuilder(URI.create("http://" + StartingDaemon.text(metrics) + "/metrics"))
                .timeout(TIMEOUT)
                .build();
        thread = Thread.ofPlatform().start(this::run);
    }

    private void run() {
        try {
            while (true) {
                try (HttpClient client = HttpClient.newBuilder()
                        .localAddress(InetAddress.getByName(ADDRESS))
                        .connectTimeout(TIMEOUT)
                        .build()) {
                    int status = client.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode();
                    (status == 200 ? answered : unanswered).incrementAndGet();
                } catch (IOException e) {
                    unanswered.incrementAndGet();
                }
                TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    int answered() {
        return answered.get();
    }

    int unanswered() {
        return unanswered.get();
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
