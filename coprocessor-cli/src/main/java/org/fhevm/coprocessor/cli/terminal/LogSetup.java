package org.fhevm.coprocessor.cli.terminal;

import ch.qos.logback.classic.Level;
import org.fhevm.coprocessor.common.logging.Logging;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Configures all loggers of this process in one place, including the JDK's own. */
public final class LogSetup {
    private LogSetup() {}

    /** For commands, which print their own output: only warnings and errors are logged. */
    public static void forCommands() {
        setUp(Logging.Format.TEXT, Logging.Target.STANDARD_ERROR, Level.WARN);
    }

    /** For daemons: text on a terminal, one JSON object a line elsewhere. */
    public static void forDaemons(org.slf4j.event.Level level) {
        setUp(Logging.Format.forStandardOutput(), Logging.Target.STANDARD_OUTPUT, Level.convertAnSLF4JLevel(level));
    }

    private static void setUp(Logging.Format format, Logging.Target target, Level level) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        Logging.setUp(format, target, level);
    }
}
