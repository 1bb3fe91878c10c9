package org.fhevm.tfhe.executor;

import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.ServerKey;

/** Runs rounds of independent bootstraps, and other long computations, for operations that wait for them. */
public interface BootstrapExecutor {

    /** Runs all jobs and returns when every one has its results. */
    void run(ServerKey key, List<BootstrapJob> round);

    /**
     * Threads that are idle now, the caller's own work aside. If many are idle, an operation runs more bootstraps in
     * fewer rounds.
     */
    int idleThreads();

    /** Runs one long computation that is not a bootstrap, and returns its result. */
    <T> T call(Callable<T> computation);
}
