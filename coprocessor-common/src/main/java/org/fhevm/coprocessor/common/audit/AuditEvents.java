package org.fhevm.coprocessor.common.audit;

import java.time.Duration;
import org.fhevm.coprocessor.common.logging.PrintableText;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log lines about the audit log: one in a period at most while lines are lost. */
final class AuditEvents {
    static final Duration PERIOD = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(AuditEvents.class);

    private final MonotonicClock clock;
    private long lost;
    private @Nullable Duration reportedAt;

    AuditEvents(MonotonicClock clock) {
        this.clock = clock;
    }

    /** @param reason as the operating system gives it */
    synchronized void lost(int lines, String reason) {
        lost += lines;
        Duration now = clock.now();
        if (reportedAt == null || now.minus(reportedAt).compareTo(PERIOD) >= 0) {
            LOG.error("{} lines of the audit log are lost: {}", lost, PrintableText.of(reason));
            reportedAt = now;
            lost = 0;
        }
    }

    /** Reports the lines that were lost since the last report. */
    synchronized void ended() {
        if (lost > 0) {
            LOG.error("{} more lines of the audit log are lost", lost);
            lost = 0;
        }
    }
}
