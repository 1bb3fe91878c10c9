package org.fhevm.coprocessor.cli.status;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.Health;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.metrics.ObservabilityServer.Answer;
import org.fhevm.coprocessor.common.metrics.PageSource;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.common.time.Repetition;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.worker.claim.QueueDepth;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * Serves the status page. It has one connection to the database of its own, so that it takes none from calls and
 * claims, and a page costs the database at most one reading a second, however many clients ask for it.
 */
public final class StatusPages implements PageSource, AutoCloseable {
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(2);

    /** Time for an answer to a statement, after which the connection counts as dead. */
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

    private static final String HTML = "text/html; charset=utf-8";

    /** Stylesheet, scripts and icon: the type of each. */
    private static final Map<String, String> FILES = Map.of(
            "style.css", "text/css; charset=utf-8",
            "status.js", "text/javascript; charset=utf-8",
            "charts.js", "text/javascript; charset=utf-8",
            "icon.svg", "image/svg+xml");

    /**
     * A browser loads nothing but the files above, shows the page in no frame, and keeps no copy. Content Security
     * Policy Level 3, and Fetch, section 3.7.
     */
    private static final Map<String, String> HEADERS = Map.of(
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            "x-content-type-options",
            "nosniff",
            "x-frame-options",
            "DENY",
            "cross-origin-resource-policy",
            "same-origin",
            "cross-origin-opener-policy",
            "same-origin",
            "referrer-policy",
            "no-referrer",
            "cache-control",
            "no-store");

    private final Process process;
    private final Database database;
    private final StatusSource source;
    private final History history = new History();
    private final Repetition sampling;
    private final InstantSource clock;
    private final Duration startedAt;
    private final RecentAnswers recent;
    private final Map<String, Answer> files = new HashMap<>();

    /** When the database last failed to answer for a handle, if ever. Only the thread of the pages uses it. */
    private @Nullable Duration failedAt;

    private StatusPages(Process process, Database database, InstantSource clock) {
        this.process = process;
        this.database = database;
        this.clock = clock;
        this.source = new StatusSource(database, clock);
        Sampler sampler = new Sampler(
                history, process.metrics(), () -> process.measured().get().or(source::depth), process.clock(), clock);
        this.sampling = Repetition.start("status-samples", Sampler.PERIOD, sampler::sample);
        this.startedAt = process.clock().now();
        this.recent = new RecentAnswers(process.clock());
        FILES.forEach((name, type) -> files.put(PageFrame.ROOT + "/" + name, file(name, type)));
    }

    /**
     * Begins to take samples. The database may be unreachable.
     *
     * @param database of the process; its size of the pool does not count
     */
    public static StatusPages start(Process process, DatabaseConfig database) {
        return new StatusPages(
                process,
                Database.open(database.withMaximumPoolSize(1)
                        .withConnectionTimeout(CONNECTION_TIMEOUT)
                        .withSocketTimeout(SOCKET_TIMEOUT)
                        .withApplicationName("coprocessor-status")),
                InstantSource.system());
    }

    @Override
    public boolean has(String path) {
        return path.equals(PageFrame.ROOT) || path.startsWith(PageFrame.ROOT + "/");
    }

    @Override
    public Answer answer(String target) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark + 1);
        if (path.equals(PageFrame.ROOT) || path.equals(PageFrame.ROOT + "/")) {
            return recent.get(PageFrame.ROOT, () -> html(200, StatusHtml.page(model())));
        }
        if (path.equals(PageFrame.HANDLE)) {
            return handle(query);
        }
        return files.getOrDefault(path, notFound());
    }

    private StatusModel model() {
        return new StatusModel(
                clock.instant(),
                new StatusModel.Program(
                        process.version(),
                        process.hasServer(),
                        process.hasWorker(),
                        process.clock().now().minus(startedAt)),
                process.health().readinessProblems(),
                history.samples(),
                OperationLatency.ofComputations(process.metrics().registry()),
                OperationLatency.ofCalls(process.metrics().registry()),
                source.read());
    }

    private Answer handle(String query) {
        HandleQuery asked;
        try {
            asked = HandleQuery.parse(query);
        } catch (IllegalArgumentException e) {
            return html(400, HandleHtml.problem("The address is malformed.", PageFrame.FormValues.EMPTY));
        }
        PageFrame.FormValues form =
                new PageFrame.FormValues(Texts.shortened(asked.tenantText()), Texts.shortened(asked.handleText()));
        try {
            TenantId tenant = asked.tenant();
            Handle handle = asked.handle();
            return recent.get(tenant + " " + handle.hex(), () -> handle(tenant, handle, form));
        } catch (IllegalArgumentException e) {
            return html(400, HandleHtml.problem(String.valueOf(e.getMessage()), form));
        }
    }

    /** After a failure the database is not asked for a while, so that many requests do not wait for it in turn. */
    private Answer handle(TenantId tenant, Handle handle, PageFrame.FormValues form) {
        Duration failed = failedAt;
        if (failed != null && process.clock().now().minus(failed).compareTo(PAUSE_AFTER_FAILURE) < 0) {
            return html(503, HandleHtml.problem("The database could not be read a moment ago. Try again.", form));
        }
        try {
            return html(200, HandleHtml.page(source.around(tenant, handle)));
        } catch (DataAccessException e) {
            failedAt = process.clock().now();
            return html(503, HandleHtml.problem("The database cannot be read: " + StatusSource.reason(e) + ".", form));
        }
    }

    private static Answer notFound() {
        return new Answer(404, "text/plain; charset=utf-8", "not found\n".getBytes(StandardCharsets.UTF_8), HEADERS);
    }

    private static Answer html(int status, byte[] page) {
        return new Answer(status, HTML, page, HEADERS);
    }

    private static Answer file(String name, String type) {
        try (InputStream content = StatusPages.class.getResourceAsStream(name)) {
            if (content == null) {
                throw new IllegalStateException("the program lacks " + name);
            }
            return new Answer(200, type, content.readAllBytes(), HEADERS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        sampling.close();
        database.close();
    }

    /**
     * The process that the page is about.
     *
     * @param measured the queue as the process's worker has measured it last; empty for a process without a worker, for
     *     which the page measures it
     * @param clock measures durations
     */
    public record Process(
            String version,
            boolean hasServer,
            boolean hasWorker,
            Metrics metrics,
            Health health,
            Supplier<Optional<QueueDepth>> measured,
            MonotonicClock clock) {}
}
