package org.fhevm.coprocessor.common.audit;

import java.time.Duration;
import org.fhevm.coprocessor.common.logging.PrintableText;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log lines about the audit log: one of a kind in a period at most while lines cannot be written. */
final class AuditEvents {
    static final Duration PERIOD = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(AuditEvents.class);

    private final MonotonicClock clock;
    private long lost;
    private @Nullable Duration reportedAt;
    private @Nullable Duration unwritableAt;
    private boolean isReportedUnwritable;

    AuditEvents(MonotonicClock clock) {
        this.clock = clock;
    }

    /** @param reason as the operating system gives it */
    synchronized void lost(int lines, String reason) {
        lost += lines;
        Duration now = clock.now();
        if (isDue(reportedAt, now)) {
            LOG.error("{} lines of the audit log are lost: {}", lost, PrintableText.of(reason));
            reportedAt = now;
            lost = 0;
        }
    }

    private static boolean isDue(@Nullable Duration last, Duration now) {
        return last == null || now.minus(last).compareTo(PERIOD) >= 0;
    }

    /**
     * Calls are refused, or would be.
     *
     * @param reason printable
     */
    synchronized void unwritable(String reason) {
        Duration now = clock.now();
        if (isDue(unwritableAt, now)) {
            LOG.error("the audit log is required and cannot be written, so that calls are refused: {}", reason);
            unwritableAt = now;
            isReportedUnwritable = true;
        }
    }

    /** Calls are served again; reported where the refusal was. */
    synchronized void resumed(long refused) {
        if (isReportedUnwritable) {
            LOG.info("the audit log is written again; {} calls were refused meanwhile", refused);
            isReportedUnwritable = false;
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
