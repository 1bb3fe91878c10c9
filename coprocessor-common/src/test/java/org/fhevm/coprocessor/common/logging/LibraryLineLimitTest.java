package org.fhevm.coprocessor.common.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LibraryLineLimitTest {
    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private Duration now = Duration.ZERO;

    @BeforeEach
    void setUp() {
        LibraryLineLimit limit = new LibraryLineLimit(List.of("org.fhevm"), () -> now);
        limit.start();
        context.addTurboFilter(limit);
        appender.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
    }

    private void log(String logger, int lines) {
        for (int line = 0; line < lines; line++) {
            context.getLogger(logger).warn("out of memory {}", line, new IllegalStateException("of a caller"));
        }
    }

    @Test
    void aLibraryWritesALimitedNumberOfLinesAPeriodAndThenTheirCount() {
        log("io.grpc.netty", 1000);
        log("io.grpc.core", 1);
        assertThat(appender.list).hasSize(LibraryLineLimit.LINES_PER_PERIOD + 1);

        now = LibraryLineLimit.PERIOD;
        log("io.grpc.netty", 1);

        assertThat(appender.list).hasSize(LibraryLineLimit.LINES_PER_PERIOD + 3);
        assertThat(appender.list.get(LibraryLineLimit.LINES_PER_PERIOD + 1).getFormattedMessage())
                .isEqualTo("990 more lines of this logger were left out");
    }

    @Test
    void linesThatWouldNotBeWrittenDoNotCount() {
        for (int line = 0; line < 100; line++) {
            context.getLogger("io.grpc.netty").info("of no interest");
        }
        assertThat(context.getLogger("io.grpc.netty").isWarnEnabled()).isTrue();
        log("io.grpc.netty", 1);
        assertThat(appender.list).hasSize(1);
    }

    @Test
    void ourOwnLoggersLimitThemselves() {
        log("org.fhevm.coprocessor.server", 100);
        assertThat(appender.list).hasSize(100);
    }
}
