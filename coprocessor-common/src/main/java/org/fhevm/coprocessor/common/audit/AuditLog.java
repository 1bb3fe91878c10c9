package org.fhevm.coprocessor.common.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.limit.TenantRate;
import org.fhevm.coprocessor.common.time.MonotonicClock;

/**
 * Takes entries from any thread and writes them in the background, in order. Entries that find the queue full, or that
 * cannot be written, are lost: they are counted and reported, and calls go on. So neither a full disk nor a slow one
 * stops the service. Thread-safe.
 */
public final class AuditLog implements AutoCloseable {
    static final int MAXIMUM_WAITING = 8192;

    /** Calls of one tenant that fail or that it cancels; those beyond are counted. A caller repeats them at no cost. */
    static final int FAILURES_PER_SECOND = 100;

    private static final int LARGEST_BATCH = 256;
    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);
    private static final Duration CLOSE_TIME = Duration.ofSeconds(5);

    private final AuditOutput output;
    private final AuditEvents events;
    private final Counter written;
    private final Counter lost;
    private final Counter leftOut;
    private final TenantRate failures;
    private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(MAXIMUM_WAITING);
    private final Thread writer;
    private volatile boolean closing;

    /** Starts writing; the output closes with this. */
    public AuditLog(AuditOutput output, MeterRegistry registry, MonotonicClock clock) {
        this.output = output;
        this.events = new AuditEvents(clock);
        this.written = counter(registry, "written");
        this.lost = counter(registry, "lost");
        this.leftOut = counter(registry, "left_out");
        this.failures = new TenantRate(FAILURES_PER_SECOND, clock);
        this.writer = Thread.ofPlatform().name("audit-log").daemon().unstarted(this::writeUntilClosed);
        writer.start();
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("coprocessor_audit_lines")
                .description(
                        "lines of the audit log: written, lost because the file could not be written in time, or left out because"
                                + " too many calls of a tenant failed")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** Queues an entry; never waits. */
    public void write(AuditEntry entry) {
        TenantId tenant = entry.subject().tenant();
        if (tenant != null && !entry.outcome().equals("ok") && !failures.take(tenant)) {
            leftOut.increment();
            return;
        }
        if (closing || !queue.offer(AuditLine.of(entry))) {
            lose(1, "more of them come than can be written");
        }
    }

    private void lose(int lines, String reason) {
        lost.increment(lines);
        events.lost(lines, reason);
    }

    private void writeUntilClosed() {
        List<byte[]> batch = new ArrayList<>(LARGEST_BATCH);
        while (!closing || !queue.isEmpty()) {
            if (gather(batch)) {
                write(batch);
                batch.clear();
            }
        }
        events.ended();
    }

    /** Whether there are lines to write. */
    private boolean gather(List<byte[]> batch) {
        try {
            byte[] first = queue.poll(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            if (first == null) {
                return false;
            }
            batch.add(first);
        } catch (InterruptedException e) {
            closing = true;
            return false;
        }
        queue.drainTo(batch, LARGEST_BATCH - 1);
        return true;
    }

    private void write(List<byte[]> batch) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        batch.forEach(lines::writeBytes);
        try {
            output.append(lines.toByteArray());
            written.increment(batch.size());
        } catch (IOException | RuntimeException e) {
            lose(batch.size(), String.valueOf(e.getMessage()));
        }
    }

    /** Writes the entries that wait, within a bound of time. */
    @Override
    public void close() throws IOException {
        closing = true;
        try {
            writer.join(CLOSE_TIME);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        output.close();
    }
}
