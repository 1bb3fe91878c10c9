package org.fhevm.coprocessor.common.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.io.Console;
import java.util.List;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets up logging: text for people, one JSON object per line for programs. Collectors of the reference's logs look for
 * the fields {@code timestamp}, {@code level}, {@code target} and {@code message}.
 */
public final class Logging {
    /** Our packages, and the logger name of the server, which is that of the reference. */
    private static final List<String> OWN_LOGGERS = List.of("org.fhevm", "grpc_server");

    private Logging() {}

    /** As {@link #setUp(Format, Target, Level)}, on standard output. */
    public static void setUp(Format format, Level level) {
        setUp(format, Target.STANDARD_OUTPUT, level);
    }

    /**
     * Replaces the logging that was set up before. Our own loggers write from the given level on, those of libraries
     * from WARN.
     */
    public static void setUp(Format format, Target target, Level level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        LibraryLineLimit limit = new LibraryLineLimit(OWN_LOGGERS, MonotonicClock.system());
        limit.start();
        context.addTurboFilter(limit);
        Encoder<ILoggingEvent> encoder = format == Format.TEXT ? text(context) : json(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("console");
        console.setTarget(target.name);
        console.setEncoder(encoder);
        console.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(console);
        for (String own : OWN_LOGGERS) {
            context.getLogger(own).setLevel(level);
        }
        // This logger reports an outage for every lost connection; our own reports it once.
        context.getLogger("com.zaxxer.hikari").setLevel(Level.ERROR);
        // These loggers write a stack trace for each batch of spans that a collector does not take; our own counts
        // them.
        context.getLogger("io.opentelemetry").setLevel(Level.OFF);
        // This logger warns of PostgreSQL 15, which the reference uses and our tests run with.
        context.getLogger("org.jooq.impl.DefaultExecuteContext.logVersionSupport")
                .setLevel(Level.ERROR);
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        EscapedTextLayout layout = new EscapedTextLayout(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        return encoder;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        LogstashFieldNames names = new LogstashFieldNames();
        names.setTimestamp("timestamp");
        names.setLogger("target");
        names.setThread("thread");
        names.setVersion("[ignore]");
        names.setLevelValue("[ignore]");
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setContext(context);
        encoder.setFieldNames(names);
        return encoder;
    }

    /** The form of the lines. */
    public enum Format {
        TEXT,
        JSON;

        /** Text if standard output is a terminal. */
        @SuppressWarnings("SystemConsoleNull") // The contract allows null, not the implementation.
        public static Format forStandardOutput() {
            Console console = System.console();
            return console != null && console.isTerminal() ? TEXT : JSON;
        }
    }

    /** The destination of the lines. */
    public enum Target {
        STANDARD_OUTPUT("System.out"),
        STANDARD_ERROR("System.err");

        private final String name;

        Target(String name) {
            this.name = name;
        }
    }
}
