package org.fhevm.coprocessor.benchmarks.load;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Callers that each send one request after the other until the time is over. */
final class RateLoad {
    private static final Duration CALL_TIME = Duration.ofSeconds(30);
    private static final int BATCH = 700;

    private final Supplier<LoadClient> clients;
    private final Latencies latencies = new Latencies();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicReference<String> firstRefusal = new AtomicReference<>("");

    RateLoad(LoadEnvironment environment) {
        this(() -> new LoadClient(environment));
    }

    /** @param clients one for each caller */
    RateLoad(Supplier<LoadClient> clients) {
        this.clients = clients;
    }

    /** Schedules batches of 700, each on results of the one before it by the same caller. */
    double computationsPerSecond(int callers, Duration time) throws InterruptedException {
        ThreadLocal<AtomicLong> earlier = ThreadLocal.withInitial(AtomicLong::new);
        double batches = perSecond(callers, time, Duration.ZERO, client -> {
            long batch = LoadClient.nextBatch();
            client.within(CALL_TIME)
                    .asyncCompute(LoadClient.compute(batch, BATCH, earlier.get().get()));
            earlier.get().set(batch);
        });
        return batches * BATCH;
    }

    /** Schedules batches of 700 at most this often. */
    void computeEvery(Duration period, Duration time) throws InterruptedException {
        perSecond(
                1,
                time,
                period,
                client -> client.within(CALL_TIME).asyncCompute(LoadClient.compute(LoadClient.nextBatch(), BATCH, 0)));
    }

    /** Fetches stored ciphertexts, one a call. */
    double readsPerSecond(int callers, Duration time) throws InterruptedException {
        AtomicInteger index = new AtomicInteger();
        return perSecond(
                callers,
                time,
                Duration.ZERO,
                client -> client.within(CALL_TIME).getCiphertexts(LoadClient.read(index.incrementAndGet())));
    }

    private double perSecond(int callers, Duration time, Duration period, Request request) throws InterruptedException {
        long start = System.nanoTime();
        long end = start + time.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            threads.add(Thread.ofPlatform().start(() -> sendUntil(end, period, request)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return latencies.count() / ((System.nanoTime() - start) / 1e9);
    }

    private void sendUntil(long end, Duration period, Request request) {
        try (LoadClient client = clients.get()) {
            while (System.nanoTime() < end) {
                long began = System.nanoTime();
                try {
                    request.send(client);
                    latencies.add(System.nanoTime() - began);
                } catch (StatusRuntimeException e) {
                    refused.incrementAndGet();
                    firstRefusal.compareAndSet("", String.valueOf(e.getStatus()));
                }
                pause(began + period.toNanos() - System.nanoTime());
            }
        }
    }

    private static void pause(long nanos) {
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
    }

    Latencies latencies() {
        return latencies;
    }

    /** How many calls were refused and why the first of them was; empty if none was. */
    String refusals() {
        return refused.get() == 0 ? "" : "; " + refused + " refused: " + firstRefusal;
    }

    /** One kind of request. */
    private interface Request {
        void send(LoadClient client) throws StatusRuntimeException;
    }
}
