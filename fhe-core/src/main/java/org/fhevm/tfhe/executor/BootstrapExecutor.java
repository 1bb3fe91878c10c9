package org.fhevm.tfhe.executor;

import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.ServerKey;

/** Runs rounds of independent bootstraps, and other long computations, for operations that wait for them. */
public interface BootstrapExecutor {
    /**
     * Runs all jobs and returns when every one has its results. If a bootstrap fails, this method throws its failure.
     *
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted, or the executor closed,
     *     before that. A job of the round may still be running then: its input must not be changed, and it must not be
     *     run again
     * @throws IllegalStateException if the executor was closed before
     */
    void run(ServerKey key, List<BootstrapJob> round);

    /**
     * As {@link #run(ServerKey, List)}, for an executor that may serve short computations before long ones.
     *
     * @param attained bootstraps that the computation of this round has had before
     */
    default void run(ServerKey key, List<BootstrapJob> round, long attained) {
        run(key, round);
    }

    /**
     * Threads that are idle now, the caller's own work aside. If many are idle, an operation runs more bootstraps in
     * fewer rounds.
     */
    int idleThreads();

    /**
     * Runs one long computation that is not a bootstrap, and returns its result. Unchecked exceptions of the
     * computation are thrown as they are, others as the cause of an {@link IllegalStateException}.
     *
     * @param computation must not return null
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted, or the executor closed,
     *     before the result is there
     * @throws IllegalStateException if the executor was closed before, or the result is null
     */
    <T> T call(Callable<T> computation);
}
