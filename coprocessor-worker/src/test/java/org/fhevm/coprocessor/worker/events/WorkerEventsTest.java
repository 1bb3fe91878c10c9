package org.fhevm.coprocessor.worker.events;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.metrics.TenantLabels;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Rows and tenants can cause any number of events; the log has a bound for each kind. */
class WorkerEventsTest {
    private static final int TIMES = 1000;
    private static final TenantHandle OUTPUT = new TenantHandle(new TenantId(1), Handle.of(new byte[32]));

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(WorkerEvents.class);
    private final Metrics metrics = new Metrics();
    private Duration now = Duration.ZERO;
    private final WorkerEvents events = new WorkerEvents(metrics, () -> now);

    private enum Kind {
        TAKEOVER("workers fell silent with computations in flight", WorkerEvents.LINES_PER_PERIOD) {
            @Override
            void happen(WorkerEvents events) {
                events.tookOver(Map.of("host/1", 1));
            }
        },
        FAILURE("computations failed", WorkerEvents.LINES_PER_PERIOD) {
            @Override
            void happen(WorkerEvents events) {
                events.failed(OUTPUT, "why");
            }
        },
        RETRY("computations are tried again", WorkerEvents.LINES_PER_PERIOD) {
            @Override
            void happen(WorkerEvents events) {
                events.retried(OUTPUT, Duration.ZERO);
            }
        },
        LOST_LEASE("leases were lost", WorkerEvents.LINES_PER_PERIOD) {
            @Override
            void happen(WorkerEvents events) {
                events.leaseLost(OUTPUT);
            }
        },
        TENANT("tenants were passed over", WorkerEvents.LINES_PER_PERIOD) {
            @Override
            void happen(WorkerEvents events) {
                events.tenantUnavailable(new TenantId(1), new IllegalStateException("why"), Duration.ZERO);
            }
        },
        COMPUTATION_BROKE("unexpected failures", WorkerEvents.STACK_TRACES_PER_PERIOD) {
            @Override
            void happen(WorkerEvents events) {
                events.infrastructureFailed(OUTPUT, new IllegalStateException("why"));
            }
        },
        ACTIVITY_BROKE("unexpected failures", WorkerEvents.STACK_TRACES_PER_PERIOD) {
            @Override
            void happen(WorkerEvents events) {
                events.unexpected("claim", new IllegalStateException("why"));
            }
        };

        private final String leftOut;
        private final int most;

        Kind(String leftOut, int most) {
            this.leftOut = leftOut;
            this.most = most;
        }

        abstract void happen(WorkerEvents events);
    }

    @BeforeEach
    void capture() {
        logger.setLevel(Level.INFO);
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void release() {
        logger.detachAppender(log);
        logger.setLevel(Level.OFF);
        metrics.close();
    }

    @ParameterizedTest
    @EnumSource
    void linesOfAKindAreBoundedInAPeriodAndThenCounted(Kind kind) {
        IntStream.range(0, TIMES).forEach(time -> kind.happen(events));
        assertThat(lines()).hasSize(kind.most);

        events.linePeriodEnded();
        events.linePeriodEnded();
        assertThat(lines())
                .hasSize(kind.most + 1)
                .endsWith("%d more %s in the last 10 s".formatted(TIMES - kind.most, kind.leftOut));

        kind.happen(events);
        assertThat(lines()).hasSize(kind.most + 2);
    }

    @Test
    void claimsAreSummedUpOnceAMinute() {
        events.claimed(7, 0, Duration.ZERO);
        events.claimed(5, 0, Duration.ZERO);
        events.claimed(0, 3, Duration.ZERO);
        events.stored(OUTPUT);
        events.stored(OUTPUT);
        assertThat(lines()).isEmpty();

        IntStream.range(0, 2 * WorkerEvents.PERIODS_PER_SUMMARY).forEach(period -> events.linePeriodEnded());
        assertThat(lines()).containsExactly("computations since the last summary: 12 claimed, 2 stored, 0 failed");
    }

    @Test
    void aTakeoverNamesTheSilentWorkerAndIsCounted() {
        events.tookOver(Map.of("host/1\n", 12));

        assertThat(lines())
                .containsExactly(
                        "took over 12 computations of worker host/1\\n, which fell silent with them in flight");
        assertThat(metrics.scrape()).contains("coprocessor_worker_leases_taken_over_total 12.0");
    }

    @Test
    void anOutageIsLoggedAtGrowingIntervalsAndItsEndOnce() {
        for (int second = 0; second < 60; second++) {
            events.databaseFailed("claim computations", new IllegalStateException("refused"));
            events.listenerFailed(new SQLException("gone"));
            now = now.plusSeconds(1);
        }
        for (int time = 0; time < 2; time++) {
            events.databaseAnswered();
            events.listenerHears();
        }

        assertThat(lines())
                .containsExactly(
                        "the database fails to claim computations: refused",
                        "no announcements are heard until the connection is open again: gone",
                        "the database fails to claim computations: refused (failed 11 times in 10 s)",
                        "no announcements are heard until the connection is open again: gone (failed 11 times in 10 s)",
                        "the database fails to claim computations: refused (failed 31 times in 30 s)",
                        "no announcements are heard until the connection is open again: gone (failed 31 times in 30 s)",
                        "the database answers again (failed 60 times in 60 s)",
                        "announcements are heard again (failed 60 times in 60 s)");
    }

    @Test
    void workIsCountedForABoundedNumberOfTenants() {
        IntStream.range(0, TIMES).forEach(tenant -> {
            TenantHandle output = new TenantHandle(new TenantId(tenant), Handle.of(new byte[32]));
            events.stored(output);
            events.failed(output, "why");
            events.computed(output, FheOperation.ADD, FheType.UINT8, Duration.ZERO, Duration.ZERO, 3);
        });

        List<String> scrape = metrics.scrape().lines().toList();
        assertThat(scrape.stream().filter(line -> line.startsWith("coprocessor_tenant_computations_total{")))
                .hasSize(2 * (TenantLabels.MOST + 1))
                .contains(
                        "coprocessor_tenant_computations_total{outcome=\"stored\",tenant=\"7\"} 1.0",
                        "coprocessor_tenant_computations_total{outcome=\"failed\",tenant=\"other\"} 980.0");
        assertThat(scrape).contains("coprocessor_tenant_bootstraps_total{tenant=\"other\"} 2940.0");
    }

    @Test
    void theFirstFailureOfATenantIsAnIncrease() {
        events.computed(OUTPUT, FheOperation.ADD, FheType.UINT8, Duration.ZERO, Duration.ZERO, 3);

        assertThat(metrics.scrape().lines())
                .contains(
                        "coprocessor_tenant_computations_total{outcome=\"stored\",tenant=\"1\"} 0.0",
                        "coprocessor_tenant_computations_total{outcome=\"failed\",tenant=\"1\"} 0.0");
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
