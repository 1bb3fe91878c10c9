package org.fhevm.coprocessor.common.audit;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.limit.TenantRate;
import org.fhevm.coprocessor.common.logging.PrintableText;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.jspecify.annotations.Nullable;

/**
 * Takes entries from any thread and writes them in the background, in order. Thread-safe.
 *
 * <p>Entries that find the queue full, or that cannot be written, are lost: they are counted and reported, and calls go
 * on. So neither a full disk nor a slow one stops the service.
 *
 * <p>If the audit log is required, calls wait for their lines ({@link #require}) and are refused without them, as by
 * Vault, whose requests fail if no audit device takes them, and by the mode {@code blocking-strict} of Kubernetes. As
 * long as the output is known to fail, calls are refused at once, and a line of the audit log's own is tried a few
 * times a second, so that service resumes by itself.
 */
public final class AuditLog implements AutoCloseable {
    /** How long a call waits for its line. */
    public static final Duration PATIENCE = Duration.ofSeconds(2);

    static final int MAXIMUM_WAITING = 8192;

    /** Calls of one tenant that fail or that it cancels; those beyond are counted. A caller repeats them at no cost. */
    static final int FAILURES_PER_SECOND = 100;

    private static final int LARGEST_BATCH = 256;
    /** A slow output writes these within a call's patience. */
    private static final int LARGEST_AWAITED_BATCH = 40;

    /** The longest reason that operators are told. */
    private static final int LONGEST_REASON = 200;

    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);
    private static final Duration CLOSE_TIME = Duration.ofSeconds(5);

    private final AuditOutput output;
    /** Null if the audit log is not required. */
    private final @Nullable Duration patience;

    private final AuditEvents events;
    private final AuditMetrics metrics;
    private final TenantRate failures;
    private final AuditQueue queue;
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();
    private final Thread writer;
    private boolean hasBegun;
    private volatile boolean closing;
    /** Why nothing can be written now; null if something can, as far as is known, and always if it is not required. */
    private volatile @Nullable String problem;

    /** Starts writing; the output closes with this. */
    public AuditLog(AuditOutput output, MeterRegistry registry, MonotonicClock clock) {
        this(output, registry, clock, null);
    }

    private AuditLog(AuditOutput output, MeterRegistry registry, MonotonicClock clock, @Nullable Duration patience) {
        this.output = output;
        this.patience = patience;
        this.events = new AuditEvents(clock);
        this.metrics = new AuditMetrics(registry);
        this.failures = new TenantRate(FAILURES_PER_SECOND, clock);
        this.queue = new AuditQueue(MAXIMUM_WAITING, patience == null ? LARGEST_BATCH : LARGEST_AWAITED_BATCH);
        this.writer = Thread.ofPlatform().name("audit-log").daemon().unstarted(this::writeUntilClosed);
        writer.start();
    }

    /**
     * Starts an audit log that calls need.
     *
     * @param patience how long a call waits for its line
     */
    public static AuditLog required(
            AuditOutput output, MeterRegistry registry, MonotonicClock clock, Duration patience) {
        return new AuditLog(output, registry, clock, patience);
    }

    public boolean isRequired() {
        return patience != null;
    }

    /** Why calls are refused; empty as long as they are served. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem).map(reason -> "cannot be written, so that calls are refused: " + reason);
    }

    /** Queues an entry; never waits. */
    public void write(AuditEntry entry) {
        TenantId tenant = entry.subject().tenant();
        if (tenant != null && !entry.outcome().equals("ok") && !failures.take(tenant)) {
            metrics.leftOut();
            return;
        }
        if (closing || !queue.offer(WaitingLine.other(AuditLine.of(entry)))) {
            lose(1, "more of them come than can be written");
        }
    }

    private void lose(int lines, String reason) {
        metrics.lost(lines);
        events.lost(lines, reason);
    }

    /**
     * Writes the entry of a call of a tenant, and waits for that. For an audit log that is required.
     *
     * @return whether it is written; otherwise the call has to be refused
     */
    public boolean require(AuditEntry entry) {
        Duration time = Objects.requireNonNull(patience, "the audit log is not required");
        TenantId tenant = Objects.requireNonNull(entry.subject().tenant(), "tenant");
        String known = problem;
        if (known != null) {
            return refuse(known);
        }
        WaitingLine line = WaitingLine.awaited(AuditLine.of(entry));
        long before = writes.get();
        if (closing || !queue.offerAwaited(tenant, line)) {
            return refuse("more lines come than can be written");
        }
        return switch (line.await(time)) {
            case WRITTEN -> true;
            case FAILED -> refuse(Objects.requireNonNullElse(problem, "it failed"));
            case GIVEN_UP -> {
                queue.withdraw(tenant, line);
                yield refuse(tooLate(before, time));
            }
        };
    }

    /**
     * Why a line was not written in time. If no write has ended meanwhile, the output hangs and takes no one's lines;
     * otherwise only this line was late.
     */
    private String tooLate(long before, Duration waited) {
        if (writes.get() != before) {
            return "a line has to wait for longer than " + waited.toMillis() + " ms";
        }
        String reason = "a write takes longer than " + waited.toMillis() + " ms";
        problem = reason;
        return reason;
    }

    private boolean refuse(String reason) {
        metrics.refused();
        refusals.incrementAndGet();
        events.unwritable(reason);
        return false;
    }

    private void writeUntilClosed() {
        if (isRequired()) {
            write(List.of());
        }
        while (!closing || !queue.isEmpty()) {
            try {
                List<WaitingLine> batch = queue.next(LONGEST_WAIT);
                if (!batch.isEmpty() || problem != null) {
                    write(batch);
                }
            } catch (InterruptedException e) {
                closing = true;
            }
        }
        events.ended();
    }

    /** Writes a batch, after a line of the audit log's own where it begins or resumes. */
    private void write(List<WaitingLine> batch) {
        List<WaitingLine> lines =
                batch.stream().filter(line -> !line.isGivenUp()).toList();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean resumes = isRequired() && (!hasBegun || problem != null);
        long refused = refusals.get();
        if (resumes) {
            bytes.writeBytes(AuditLine.of(AuditEntry.ofLog(hasBegun ? "audit resume" : "audit begin", refused)));
        }
        lines.forEach(line -> bytes.writeBytes(line.bytes()));
        if (bytes.size() == 0) {
            return;
        }
        try {
            output.append(bytes.toByteArray());
        } catch (IOException | RuntimeException e) {
            fail(lines, reason(e));
            return;
        }
        writes.incrementAndGet();
        if (resumes) {
            resume(refused);
        }
        metrics.written(lines.size() + (resumes ? 1 : 0));
        lines.forEach(WaitingLine::written);
    }

    private void resume(long refused) {
        hasBegun = true;
        problem = null;
        refusals.addAndGet(-refused);
        events.resumed(refused);
    }

    private void fail(List<WaitingLine> lines, String reason) {
        if (isRequired()) {
            problem = reason;
            events.unwritable(reason);
        }
        writes.incrementAndGet();
        lines.forEach(WaitingLine::failed);
        int others = (int) lines.stream().filter(line -> !line.isAwaited()).count();
        if (others > 0) {
            lose(others, reason);
        }
    }

    private static String reason(Exception failure) {
        String text = PrintableText.of(String.valueOf(failure.getMessage()));
        return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "…";
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
