package org.fhevm.coprocessor.cli.terminal;

import ch.qos.logback.classic.Level;
import org.fhevm.coprocessor.common.logging.Logging;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Brings everything that logs in this process, the JDK's own loggers included, under one set-up. */
public final class LogSetup {
    private LogSetup() {}

    /** Commands speak for themselves: only what needs attention is logged, apart from their answers. */
    public static void forCommands() {
        setUp(Logging.Format.TEXT, Logging.Target.STANDARD_ERROR, Level.WARN);
    }

    /** Daemons tell operators what they do: text on a terminal, one JSON object a line elsewhere. */
    public static void forDaemons(org.slf4j.event.Level level) {
        setUp(Logging.Format.forStandardOutput(), Logging.Target.STANDARD_OUTPUT, Level.convertAnSLF4JLevel(level));
    }

    private static void setUp(Logging.Format format, Logging.Target target, Level level) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        Logging.setUp(format, target, level);
    }
}
