package org.fhevm.coprocessor.worker.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.worker.background.BackgroundLoop;
import org.fhevm.coprocessor.worker.background.Watchdog;
import org.fhevm.coprocessor.worker.claim.QueueDepth;
import org.fhevm.coprocessor.worker.events.WorkerEvents;

/**
 * How much waits in the queue, and since when. Looked at in the background, so that being asked costs nothing and a database
 * that is away does not make metrics hang; what was seen last is told until it can be looked at again.
 */
public final class QueueGauges implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final Database database;
    private final BackgroundLoop loop;
    private volatile QueueDepth depth = QueueDepth.NOTHING;

    public QueueGauges(Database database, MeterRegistry registry, WorkerEvents events, Watchdog watchdog) {
        this.database = database;
        this.loop = new BackgroundLoop("look at the queue", this::look, events, watchdog);
        Gauge.builder("coprocessor_queue_computations", () -> depth.claimable())
                .description(
                        "Claimable computations and those in flight; an estimate beyond " + QueueDepth.COUNTED_EXACTLY)
                .tag("state", "claimable")
                .register(registry);
        Gauge.builder("coprocessor_queue_computations", () -> depth.waiting())
                .description(
                        "Computations known to wait for an input; an estimate beyond " + QueueDepth.COUNTED_EXACTLY)
                .tag("state", "waiting")
                .register(registry);
        Gauge.builder("coprocessor_queue_unknown_inputs", () -> depth.onUnknownInputs())
                .description(
                        "Computations that were accepted before their input, and that still wait; an estimate beyond "
                                + QueueDepth.COUNTED_EXACTLY)
                .register(registry);
        Gauge.builder(
                        "coprocessor_queue_oldest_unknown_input_seconds",
                        () -> depth.longestOnUnknownInput().toMillis() / 1e3)
                .description("How long the computation has waited that fails first if its unknown input does not come")
                .register(registry);
        Gauge.builder(
                        "coprocessor_queue_oldest_ready_seconds",
                        () -> depth.oldestReady().toMillis() / 1e3)
                .description("Age of the oldest computation that is not in flight and that is not known to wait")
                .register(registry);
    }

    public void start() {
        loop.start();
    }

    /** What is wrong with it, beside the database. */
    public Optional<String> problem() {
        return loop.problem();
    }

    @Override
    public void close() {
        loop.close();
    }

    private Duration look() {
        depth = QueueDepth.of(database.dsl());
        return PERIOD;
    }
}
