package org.fhevm.coprocessor.server.transport;

import java.util.concurrent.Executor;

/** What a server does with the transport under it. */
@FunctionalInterface
public interface Transport extends AutoCloseable {
    /** Where calls run, given the threads meant for them; the transport may keep tasks of its own apart. */
    default Executor executor(Executor calls) {
        return calls;
    }

    /** Begins a new period of log lines about connections. */
    default void periodEnded() {}

    @Override
    void close();
}
