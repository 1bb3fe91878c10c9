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
 * How many computations wait in the queue, and for how long. A background loop measures it, so that reading metrics
 * costs nothing and does not hang while the database is away; until the next measurement the gauges show the last one.
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
                .description("Computations that were accepted before their input and still wait; an estimate beyond "
                        + QueueDepth.COUNTED_EXACTLY)
                .register(registry);
        Gauge.builder(
                        "coprocessor_queue_oldest_unknown_input_seconds",
                        () -> depth.longestOnUnknownInput().toMillis() / 1e3)
                .description("Waiting time of the computation that fails first if its unknown input does not arrive")
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

    /** The last measurement, at most a few seconds old while the database answers. */
    public QueueDepth depth() {
        return depth;
    }

    /** The reason why this loop is unhealthy, if any; database failures are reported elsewhere. */
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
