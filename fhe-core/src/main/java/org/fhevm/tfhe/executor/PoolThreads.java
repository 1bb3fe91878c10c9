package org.fhevm.tfhe.executor;

import java.util.ArrayList;
import java.util.List;

/** The threads of a pool, {@code fhe-0}, {@code fhe-1} and so on. */
final class PoolThreads {
    private final List<Thread> threads = new ArrayList<>();

    /** Makes {@code count} threads that run {@code serve}, each once. */
    PoolThreads(int count, Runnable serve) {
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofPlatform().daemon().name("fhe-" + i).unstarted(serve));
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    int size() {
        return threads.size();
    }

    /** Waits for all to end. An interrupt of the caller is kept for later. */
    void join() {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
