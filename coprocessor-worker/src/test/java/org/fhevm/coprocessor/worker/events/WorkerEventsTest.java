package org.fhevm.coprocessor.worker.events;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
    private final WorkerEvents events = new WorkerEvents(metrics);

    private enum Kind {
        CLAIM("claims", WorkerEvents.LINES_PER_PERIOD) {
            @Override
            void happen(WorkerEvents events) {
                events.claimed(1, 0, Duration.ZERO);
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

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
