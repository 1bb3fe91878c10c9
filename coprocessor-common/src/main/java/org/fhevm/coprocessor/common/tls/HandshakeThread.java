package org.fhevm.coprocessor.common.tls;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that computes the signatures and key exchanges of TLS handshakes, which are work for callers that are not
 * known yet. It takes at most a quarter of a processor, but for bursts of half a second. A flood of new connections
 * therefore makes other new connections wait, and nothing else.
 *
 * <p>A connection has one task at a time, so that the bound of connections also bounds the queue.
 */
final class HandshakeThread implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HandshakeThread.class);

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;
    /** Written by the thread alone. */
    private volatile long steps;

    HandshakeThread(String name) {
        thread = Thread.ofPlatform().name(name).daemon().start(this::work);
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("the port is closed");
        }
        tasks.add(task);
    }

    private void work() {
        WorkAllowance allowance = new WorkAllowance(System.nanoTime());
        try {
            while (!closed) {
                Runnable task = tasks.take();
                long start = System.nanoTime();
                run(task);
                steps = steps + 1;
                TimeUnit.NANOSECONDS.sleep(allowance.restAfter(start, System.nanoTime()));
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a TLS handshake failed in an unexpected way", e);
        }
    }

    /** Tasks that have been run. */
    long steps() {
        return steps;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
