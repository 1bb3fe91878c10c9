package org.fhevm.coprocessor.database.testing;

import org.jspecify.annotations.Nullable;

/**
 * A server for many runs of tests in one JVM. Mutation tests run each test by itself, again and again, and would
 * otherwise start a server for each of them. A server that a test left stopped, or that has many databases, is replaced
 * between two runs.
 */
final class KeptServer implements AutoCloseable {
    /** The system property that keeps servers. */
    static final String PROPERTY = "tests.database.kept";

    /** Databases of one server; they take some megabytes each. */
    private static final int MOST_DATABASES = 100;

    private @Nullable TestServer server;

    /** A server that answers. No run of tests may be using the one before. */
    synchronized TestServer forNextRun() {
        TestServer current = server;
        if (current != null && current.databases() < MOST_DATABASES && current.answers()) {
            return current;
        }
        close();
        TestServer started = new TestServer();
        server = started;
        return started;
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
