package org.fhevm.coprocessor.worker.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.metrics.TenantLabels;
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
    private final TenantLabels tenants;
    private final BackgroundLoop loop;
    private final MultiGauge ages;
    /** Only the loop uses it. */
    private final Map<String, Duration> ageByLabel = new TreeMap<>();

    private volatile QueueDepth depth = QueueDepth.NOTHING;

    public QueueGauges(Database database, Metrics metrics, WorkerEvents events, Watchdog watchdog) {
        MeterRegistry registry = metrics.registry();
        this.database = database;
        this.tenants = metrics.tenants();
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
                        () -> depth.longestReady().toMillis() / 1e3)
                .description("Age of the oldest computation that is not in flight and that is not known to wait")
                .register(registry);
        this.ages = MultiGauge.builder("coprocessor_tenant_oldest_ready_seconds")
                .description("Age of a tenant's oldest computation that is not in flight and that is not known to wait")
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
        showAges(depth.oldestReady());
        return PERIOD;
    }

    /** Tenants that had work before stay, with an age of zero; tenants that share a label show the largest age. */
    private void showAges(Map<TenantId, Duration> oldest) {
        ageByLabel.replaceAll((label, age) -> Duration.ZERO);
        oldest.forEach((tenant, age) ->
                ageByLabel.merge(tenants.of(tenant), age, (one, other) -> one.compareTo(other) > 0 ? one : other));
        ages.register(
                ageByLabel.entrySet().stream()
                        .map(age -> MultiGauge.Row.of(
                                Tags.of("tenant", age.getKey()), age.getValue().toMillis() / 1e3))
                        .collect(Collectors.toList()),
                true);
    }
}
