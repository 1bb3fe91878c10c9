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
import org.fhevm.coprocessor.common.logging.OutageLog;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.server.config.InputProofs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** The log lines of the server: their wording and their level, in one place. */
public final class ServerEvents {
    /** Period of the bounds of log lines about refused and failed calls. */
    public static final Duration REFUSAL_PERIOD = Duration.ofSeconds(10);

    /**
     * Most lines about refusals of one kind. Each kind has its own bound, so that callers without a key cannot hide
     * refusals of other kinds.
     */
    static final int REFUSALS_PER_PERIOD = 10;

    private static final Logger LOG = LoggerFactory.getLogger("grpc_server");

    /** Most lines about failures of one sort: few, since most of them come with a stack trace. */
    static final int FAILURES_PER_PERIOD = 5;

    private final Map<ErrorKind, LineBudget> budgets = new ConcurrentHashMap<>();
    private final LineBudget failures = new LineBudget(FAILURES_PER_PERIOD);
    private final LineBudget defects = new LineBudget(FAILURES_PER_PERIOD);
    private final MonotonicClock clock;
    private final OutageLog deafness;
    private final OutageLog lookups;
    private final OutageLog keyUses;
    /** By method; a method's calls fail in the database for one reason at a time. */
    private final Map<String, OutageLog> databaseFailures = new ConcurrentHashMap<>();

    public ServerEvents() {
        this(MonotonicClock.system());
    }

    ServerEvents(MonotonicClock clock) {
        this.clock = clock;
        this.deafness = new OutageLog(clock);
        this.lookups = new OutageLog(clock);
        this.keyUses = new OutageLog(clock);
    }

    public void started(List<? extends SocketAddress> addresses, EthereumAddress signer, String settings) {
        LOG.info("listening on {}, signing as {}, {}", addresses, signer, settings);
    }

    /** Other machines can reach the server, and the connections are not protected. */
    public void unprotected() {
        LOG.warn("calls come without TLS (--server-tls-certificate): API keys and inputs can be read and changed on"
                + " their way");
    }

    /**
     * Logs the requirements for inputs.
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
        LOG.info("no new calls are accepted; those in flight have {} s", grace.toSeconds());
    }

    public void drained(boolean complete) {
        if (complete) {
            LOG.info("stopped, all calls were answered");
        } else {
            LOG.warn("stopped, some calls were cut off");
        }
    }

    /**
     * A call is refused: it is at fault, or a service that it needs does not answer.
     *
     * @param text the text that the caller gets
     */
    public void callRefused(String method, ErrorKind kind, String text) {
        if (budget(kind).take()) {
            at(kind).log("{} refused: {}", method, text);
        }
    }

    /** Begins a new period; to be called after each {@link #REFUSAL_PERIOD}. */
    public void refusalPeriodEnded() {
        reportLeftOut(Level.ERROR, failures, "failed");
        reportLeftOut(Level.ERROR, defects, "broke");
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

    /** @param level of the lines that were left out */
    private static void reportLeftOut(Level level, LineBudget budget, String ending) {
        int leftOut = budget.renew();
        if (leftOut > 0) {
            LOG.atLevel(level).log("{} more calls {} in the last {} s", leftOut, ending, REFUSAL_PERIOD.toSeconds());
        }
    }

    private LineBudget budget(ErrorKind kind) {
        return budgets.computeIfAbsent(kind, any -> new LineBudget(REFUSALS_PER_PERIOD));
    }

    /** Limits may be too low, and unavailable services need attention; other refusals concern only their caller. */
    private static LoggingEventBuilder at(ErrorKind kind) {
        return switch (kind) {
            case INVALID_ARGUMENT, UNAUTHENTICATED, PERMISSION_DENIED, NOT_FOUND, CONFLICT -> LOG.atInfo();
            case RESOURCE_EXHAUSTED, UNAVAILABLE -> LOG.atWarn();
            case INTERNAL -> LOG.atError();
        };
    }

    /** The times of the last uses of API keys are out of date. */
    public void keyUsesNotRecorded(RuntimeException cause) {
        Throwable reason = cause.getCause() == null ? cause : cause.getCause();
        keyUses.failed("the last uses of API keys cannot be recorded: " + reason.getMessage())
                .ifPresent(LOG::warn);
    }

    /** Announcements are not received: reads that wait for results receive them late. */
    public void announcementsNotHeard(SQLException cause) {
        deafness.failed("workers' announcements of results are not received, connecting again: " + cause.getMessage())
                .ifPresent(LOG::warn);
    }

    public void announcementsHeard() {
        deafness.succeeded("workers' announcements of results are received again")
                .ifPresent(LOG::info);
    }

    /** A look-up for waiting reads failed; the next one follows shortly. */
    public void pendingLookupFailed(RuntimeException cause) {
        Throwable reason = cause.getCause() == null ? cause : cause.getCause();
        lookups.failed("cannot look up results that calls wait for: " + reason.getMessage())
                .ifPresent(LOG::warn);
    }

    /** Two tenants can get contradicting attestations. */
    public void sharedVerifier(String warning) {
        LOG.warn("{}; see --coprocessor-tenant-private-key", warning);
    }

    /** A valid call failed for a reason of ours. */
    public void callFailed(String method, String text, Throwable cause) {
        if (failures.take()) {
            LOG.error("{} failed: {}", method, text, cause);
        }
    }

    /** A call ended with a defect. */
    public void callBroke(String method, Throwable cause) {
        if (defects.take()) {
            LOG.error("{} broke", method, cause);
        }
    }

    /** A key could not sign; callers do not get the reason. */
    public void signerFailed(EthereumAddress signer, String reason) {
        if (failures.take()) {
            LOG.error("the signing key {} cannot be used: {}", signer, reason);
        }
    }

    /**
     * The database failed a call.
     *
     * @param text the driver's own text, which callers do not get
     */
    public void databaseFailed(String method, String text) {
        databaseFailures
                .computeIfAbsent(method, any -> new OutageLog(clock))
                .failed(method + " failed in the database: " + text)
                .ifPresent(LOG::warn);
    }
}
