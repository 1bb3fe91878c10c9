package org.fhevm.coprocessor.common.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;

/**
 * Log lines for people, one for each event, and the stack trace of its exception below. Messages repeat texts of
 * callers, of the database and of stored rows. None of these can end a line, forge another one, or send commands to a
 * terminal.
 */
final class EscapedTextLayout extends LayoutBase<ILoggingEvent> {
    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%replace( %mdc){'^ $',''}%nopex";

    private final PatternLayout line = new PatternLayout();

    EscapedTextLayout(LoggerContext context) {
        setContext(context);
        line.setContext(context);
        line.setPattern(PATTERN);
    }

    @Override
    public void start() {
        line.start();
        super.start();
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        String text = PrintableText.of(line.doLayout(event)) + System.lineSeparator();
        IThrowableProxy thrown = event.getThrowableProxy();
        return thrown == null ? text : text + ThrowableProxyUtil.asString(new EscapedThrowable(thrown));
    }
}
