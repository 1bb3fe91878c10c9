package org.fhevm.coprocessor.cli.terminal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/**
 * What a process consists of, and its orderly end: by itself, or at SIGTERM or Ctrl-C. Either way the parts are closed,
 * the youngest first.
 *
 * <p>A JVM that is told to stop ends with the number of the signal whatever it does. Whoever asked for an orderly end and
 * got it should see 0, and 1 if a part failed to close.
 */
public final class ProcessLifetime implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CountDownLatch signalled = new CountDownLatch(1);
    private final Thread hook = new Thread(this::endAtSignal, "stop");
    private boolean closed;

    /** From now on a signal ends the process in order. */
    public ProcessLifetime() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Takes a part into keeping, and returns it. */
    public synchronized <T extends AutoCloseable> T own(T part) {
        if (closed) {
            closePart(part);
            throw new IllegalStateException("the process is being stopped");
        }
        parts.push(part);
        return part;
    }

    /** Waits for a signal; the process ends meanwhile. */
    public void awaitSignal() throws InterruptedException {
        signalled.await();
        // The hook ends the process. Going on from here would race with it.
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
