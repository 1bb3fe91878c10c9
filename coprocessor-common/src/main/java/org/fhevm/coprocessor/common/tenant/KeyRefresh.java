package org.fhevm.coprocessor.common.tenant;

import java.time.Duration;
import java.util.Optional;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.logging.OutageLog;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether keys in memory are stale: reads the revision of a tenant's row again once it was last read longer
 * than the maximum age ago. Thread-safe.
 */
final class KeyRefresh {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRefresh.class);

    /** While a caller reads the row, and after it failed to, the next attempt is this far away. */
    static final Duration RETRY = Duration.ofSeconds(5);

    /**
     * A check that is late by this much is that of a tenant without callers. Long enough for one that a slow database
     * has held up, and less than commands wait before they let callers in after a change of keys.
     */
    static final Duration IDLE = Duration.ofSeconds(15);

    private final TenantRepository tenants;
    private final MonotonicClock clock;
    private final Duration maximumAge;
    private final OutageLog outage;

    KeyRefresh(TenantRepository tenants, MonotonicClock clock, Duration maximumAge) {
        this.tenants = tenants;
        this.clock = clock;
        this.maximumAge = maximumAge;
        this.outage = new OutageLog(clock);
    }

    /** The row has just been read. */
    void scheduleRefresh(Schedule schedule) {
        schedule.scheduleRefresh(clock.now().plus(maximumAge));
    }

    /**
     * Whether these keys are those of the tenant's row, as far as is known; reads the row if it is time to. If the
     * database does not answer, the keys of a tenant in use are assumed to be current, since dropping them would not
     * bring newer ones.
     *
     * <p>Keys that were idle are not trusted like that: an operator may have replaced them meanwhile, and a value under
     * the wrong key would look like any other. Each caller reads the row until one of them has found it unchanged.
     *
     * @throws DataAccessException if the keys were idle and the database does not answer
     */
    boolean isFresh(TenantId tenant, TenantContext context, Schedule schedule) {
        if (schedule.isLongOverdue(clock.now())) {
            return isCurrent(tenant, context, schedule);
        }
        if (!schedule.claimRefresh(clock.now())) {
            return true;
        }
        try {
            return isCurrent(tenant, context, schedule);
        } catch (DataAccessException e) {
            // The driver's own words; jOOQ's would quote the whole statement.
            Throwable reason = e.getCause() == null ? e : e.getCause();
            outage.failed("cannot check whether the keys of tenant " + tenant + " have changed: " + reason.getMessage())
                    .ifPresent(LOG::warn);
            return true;
        }
    }

    /** Reads the row. If its keys are others, the schedule stays as it is, for callers that still have these. */
    private boolean isCurrent(TenantId tenant, TenantContext context, Schedule schedule) {
        Optional<TenantRecord> row = tenants.find(tenant);
        outage.succeeded("changes of tenants' keys are noticed again").ifPresent(LOG::info);
        if (row.map(TenantRecord::revision)
                .filter(context.tenant().revision()::equals)
                .isEmpty()) {
            LOG.info("the keys or addresses of tenant {} have changed; they are loaded again", tenant);
            return false;
        }
        scheduleRefresh(schedule);
        return true;
    }

    /** When the row of one tenant is to be read next. */
    static final class Schedule {
        private Duration next = Duration.ZERO;

        /** Whether the time has come; it has for one caller, which reads the row for all. */
        private synchronized boolean claimRefresh(Duration now) {
            if (now.compareTo(next) < 0) {
                return false;
            }
            next = now.plus(RETRY);
            return true;
        }

        private synchronized boolean isLongOverdue(Duration now) {
            return now.compareTo(next.plus(IDLE)) >= 0;
        }

        private synchronized void scheduleRefresh(Duration time) {
            next = time;
        }
    }
}
