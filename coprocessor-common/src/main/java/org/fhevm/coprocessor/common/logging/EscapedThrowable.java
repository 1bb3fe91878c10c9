package org.fhevm.coprocessor.common.logging;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import org.jspecify.annotations.Nullable;

/** An exception whose message, and those of its causes, are safe in a log. */
record EscapedThrowable(IThrowableProxy original) implements IThrowableProxy {
    @Override
    public @Nullable String getMessage() {
        return escaped(original.getMessage());
    }

    @Override
    public @Nullable String getOverridingMessage() {
        return escaped(original.getOverridingMessage());
    }

    private static @Nullable String escaped(@Nullable String message) {
        return message == null ? null : PrintableText.of(message);
    }

    @Override
    public String getClassName() {
        return original.getClassName();
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
        return original.getStackTraceElementProxyArray();
    }

    @Override
    public int getCommonFrames() {
        return original.getCommonFrames();
    }

    @Override
    public @Nullable IThrowableProxy getCause() {
        IThrowableProxy cause = original.getCause();
        return cause == null ? null : new EscapedThrowable(cause);
    }

    @Override
    public IThrowableProxy @Nullable [] getSuppressed() {
        IThrowableProxy[] suppressed = original.getSuppressed();
        if (suppressed == null) {
            return null;
        }
        IThrowableProxy[] escaped = new IThrowableProxy[suppressed.length];
        for (int i = 0; i < escaped.length; i++) {
            escaped[i] = new EscapedThrowable(suppressed[i]);
        }
        return escaped;
    }

    @Override
    public boolean isCyclic() {
        return original.isCyclic();
    }
}
