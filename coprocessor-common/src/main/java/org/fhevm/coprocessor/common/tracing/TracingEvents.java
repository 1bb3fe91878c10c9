package org.fhevm.coprocessor.common.tracing;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.fhevm.coprocessor.common.config.TracingConfig;
import org.fhevm.coprocessor.common.logging.PrintableText;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log lines about traces. A collector that fails costs one line in a period. */
final class TracingEvents {
    static final Duration PERIOD = Duration.ofMinutes(1);

    private static final int LONGEST_REASON = 200;
    private static final Logger LOG = LoggerFactory.getLogger(TracingEvents.class);

    private final URI endpoint;
    private final MonotonicClock clock;
    /** Whether the last line says so. */
    private boolean failing;

    private @Nullable Duration reportedAt;
    private long lost;

    TracingEvents(URI endpoint, MonotonicClock clock) {
        this.endpoint = endpoint;
        this.clock = clock;
    }

    void started(TracingConfig config) {
        LOG.info(
                "traces are sent to {} as {}: {} of the calls without a trace of their caller, at most {} calls and {}"
                        + " computations of a tenant in a second",
                config.endpoint(),
                config.serviceName(),
                config.ratio(),
                config.maximumPerSecond(),
                config.maximumPerSecond());
    }

    /** @param cause null if it is not known */
    synchronized void failed(int spans, @Nullable Throwable cause) {
        lost += spans;
        Duration now = clock.now();
        if (reportedAt == null || now.minus(reportedAt).compareTo(PERIOD) >= 0) {
            LOG.warn("{} does not take traces: {} spans are lost{}", endpoint, lost, reason(cause));
            reportedAt = now;
            failing = true;
            lost = 0;
        }
    }

    /** The collector took spans. That is news only if its failure was. */
    synchronized void exported() {
        if (failing) {
            failing = false;
            LOG.info("{} takes traces again", endpoint);
        }
    }

    /** The failure of the connection, if there is one: the exceptions around it name parts of the exporter. */
    private static String reason(@Nullable Throwable cause) {
        if (cause == null) {
            return "";
        }
        Throwable root = cause;
        while (root.getCause() != null && !(root instanceof IOException)) {
            root = root.getCause();
        }
        String message = root.getMessage();
        String text = PrintableText.of(root.getClass().getSimpleName() + (message == null ? "" : ": " + message));
        return ", " + (text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON));
    }
}
