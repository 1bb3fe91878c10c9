package org.fhevm.coprocessor.server.events;

import java.net.SocketAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.fhevm.coprocessor.common.error.ErrorKind;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.logging.LineBudget;
import org.fhevm.coprocessor.server.config.InputProofs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** The log lines of the server: their wording and their level, in one place. */
public final class ServerEvents {

    /** How often lines about refused calls are counted afresh. */
    public static final Duration REFUSAL_PERIOD = Duration.ofSeconds(10);

    /** For each kind of error, so that callers without a key cannot hide what others are refused for. */
    static final int REFUSALS_PER_PERIOD = 10;

    private static final Logger LOG = LoggerFactory.getLogger("grpc_server");

    /** Failures of ours come with a stack trace each. */
    static final int FAILURES_PER_PERIOD = 5;

    private final Map<ErrorKind, LineBudget> budgets = new ConcurrentHashMap<>();
    private final LineBudget failures = new LineBudget(FAILURES_PER_PERIOD);
    private final LineBudget defects = new LineBudget(FAILURES_PER_PERIOD);
    private final LineBudget databaseFailures = new LineBudget(FAILURES_PER_PERIOD);

    public void started(List<? extends SocketAddress> addresses, EthereumAddress signer, String settings) {
        LOG.info("listening on {}, signing as {}, {}", addresses, signer, settings);
    }

    /**
     * What is demanded of inputs.
     *
     * @param threads that check their proofs
     * @param giveWay whether these threads give way to all others
     */
    public void inputProofs(InputProofs settings, int threads, boolean giveWay) {
        switch (settings.policy()) {
            case STRICT, ANY_METADATA ->
                LOG.info(
                        "proofs of inputs are verified ({}) on {} threads {}",
                        settings.policy(),
                        threads,
                        giveWay ? "that give way to all others" : "of usual priority");
            case OFF ->
                LOG.warn(
                        "proofs of inputs are NOT verified (--verify-input-proofs off): any user of a tenant can upload"
                                + " lists whose decrypted values show the tenant's secret key");
        }
    }

    public void draining(Duration grace) {
        LOG.info("no new calls are taken; those under way have {} s", grace.toSeconds());
    }

    public void drained(boolean complete) {
        if (complete) {
            LOG.info("stopped, all calls were answered");
        } else {
            LOG.warn("stopped, some calls were cut off");
        }
    }

    /**
     * Something is wrong with the call, or what it needs is away.
     *
     * @param text what the caller is told
     */
    public void callRefused(String method, ErrorKind kind, String text) {
        if (budget(kind).take()) {
            at(kind).log("{} refused: {}", method, text);
        }
    }

    /** To be called whenever a {@link #REFUSAL_PERIOD} has passed. */
    public void refusalPeriodEnded() {
        reportLeftOut(failures, "failed");
        reportLeftOut(defects, "broke");
        reportLeftOut(databaseFailures, "failed in the database");
        budgets.forEach((kind, budget) -> {
            int leftOut = budget.renew();
            if (leftOut > 0) {
                at(kind).log(
                                "{} more calls were refused in the last {} s, {}",
                                leftOut,
                                REFUSAL_PERIOD.toSeconds(),
                                kind.label());
            }
        });
    }

    private static void reportLeftOut(LineBudget budget, String ending) {
        int leftOut = budget.renew();
        if (leftOut > 0) {
            LOG.error("{} more calls {} in the last {} s", leftOut, ending, REFUSAL_PERIOD.toSeconds());
        }
    }

    private LineBudget budget(ErrorKind kind) {
        return budgets.computeIfAbsent(kind, any -> new LineBudget(REFUSALS_PER_PERIOD));
    }

    /** Limits may be set too low, and what is away should be back; other refusals are their caller's business. */
    private static LoggingEventBuilder at(ErrorKind kind) {
        return switch (kind) {
            case INVALID_ARGUMENT, UNAUTHENTICATED, NOT_FOUND, CONFLICT -> LOG.atInfo();
            case RESOURCE_EXHAUSTED, UNAVAILABLE -> LOG.atWarn();
            case INTERNAL -> LOG.atError();
        };
    }

    /** Reads that wait for results learn of them late. */
    public void announcementsNotHeard(SQLException cause) {
        LOG.warn("workers' announcements of results are not heard, connecting again: {}", cause.getMessage());
    }

    /** Waiting reads could not be looked up; they are again in a moment. */
    public void pendingLookupFailed(RuntimeException cause) {
        Throwable reason = cause.getCause() == null ? cause : cause.getCause();
        LOG.warn("cannot look up results that calls wait for: {}", reason.getMessage());
    }

    /** Two tenants can be attested contradicting things. */
    public void sharedVerifier(String warning) {
        LOG.warn("{}; see --coprocessor-tenant-private-key", warning);
    }

    /** The call is in order and we are not. */
    public void callFailed(String method, String text, Throwable cause) {
        if (failures.take()) {
            LOG.error("{} failed: {}", method, text, cause);
        }
    }

    /** What should not have happened. */
    public void callBroke(String method, Throwable cause) {
        if (defects.take()) {
            LOG.error("{} broke", method, cause);
        }
    }

    /**
     * The database failed a call.
     *
     * @param text the driver's own, which callers are not told
     */
    public void databaseFailed(String method, String text) {
        if (databaseFailures.take()) {
            LOG.warn("{} failed in the database: {}", method, text);
        }
    }
}
