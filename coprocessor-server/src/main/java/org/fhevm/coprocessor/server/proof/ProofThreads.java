package org.fhevm.coprocessor.server.proof;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.fhevm.coprocessor.common.threads.ThreadPriority;
import org.fhevm.tfhe.zk.curve.Workers;

/**
 * The threads that check proofs. They give way to all other threads of the process, so that they take what FHE leaves
 * idle, and about a tenth of the processors when it leaves nothing: see {@link ThreadPriority}. If the operating system
 * does not support that, there are half as many threads.
 */
public final class ProofThreads implements AutoCloseable {
    private final int count;
    private final boolean giveWay;
    private final ExecutorService executor;

    /** @param most number of threads if they give way */
    public ProofThreads(int most) {
        this.giveWay = ThreadPriority.isSupported();
        this.count = giveWay ? most : Math.ceilDiv(most, 2);
        ThreadFactory factory =
                Thread.ofPlatform().daemon().name("input-proof-", 0).factory();
        this.executor = Executors.newFixedThreadPool(
                count,
                task -> factory.newThread(() -> {
                    ThreadPriority.PROOFS.takeForThisThread();
                    task.run();
                }));
    }

    public int count() {
        return count;
    }

    /** Whether the threads give way while others have work. */
    public boolean giveWay() {
        return giveWay;
    }

    /** Runs checks in the order of arrival. */
    public ExecutorService executor() {
        return executor;
    }

    /** All of the threads, for a check that runs on one of them. */
    public Workers workers() {
        return new Workers(executor, count - 1);
    }

    /** Starts no more checks; running ones go on. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
