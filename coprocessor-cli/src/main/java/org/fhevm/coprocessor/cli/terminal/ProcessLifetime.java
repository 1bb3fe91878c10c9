package org.fhevm.coprocessor.cli.terminal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/**
 * Owns the parts of a process and closes them when the process ends: by itself, at SIGTERM or at Ctrl-C. The youngest
 * part closes first.
 *
 * <p>A JVM that receives a signal exits with 128 plus the number of the signal. An operator who stopped the process in
 * order expects 0, or 1 if a part failed to close; so this class sets the exit code itself.
 */
public final class ProcessLifetime implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CountDownLatch signalled = new CountDownLatch(1);
    private final Thread hook = new Thread(this::endAtSignal, "stop");
    private boolean closed;

    /** From now on a signal closes the parts before the process ends. */
    public ProcessLifetime() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Adds a part, and returns it. */
    public synchronized <T extends AutoCloseable> T own(T part) {
        if (closed) {
            closePart(part);
            throw new IllegalStateException("the process is being stopped");
        }
        parts.push(part);
        return part;
    }

    /** Waits for a signal; does not return, because the process ends. */
    public void awaitSignal() throws InterruptedException {
        signalled.await();
        // The shutdown hook ends the process. Returning from here would race with it.
        hook.join();
    }

    @Override
    public void close() {
        closeParts();
    }

    private void endAtSignal() {
        boolean byItself = isClosed();
        signalled.countDown();
        boolean clean = closeParts();
        if (!byItself) {
            System.out.flush();
            Runtime.getRuntime().halt(clean ? 0 : 1);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized boolean closeParts() {
        closed = true;
        boolean clean = true;
        while (!parts.isEmpty()) {
            clean &= closePart(parts.pop());
        }
        return clean;
    }

    private static boolean closePart(AutoCloseable part) {
        try {
            part.close();
            return true;
        } catch (Exception e) {
            System.err.println("coprocessor: " + part.getClass().getSimpleName() + " did not stop: " + e);
            return false;
        }
    }
}
