package org.fhevm.tfhe.shortint;

import java.util.List;
import org.fhevm.tfhe.core.algorithm.TwoThreadBlindRotation;
import org.jspecify.annotations.Nullable;

/**
 * Runs batches of bootstraps on one thread, which owns it and its work space.
 *
 * <p>Mutable, for one thread. Between two calls it refers to no key. The work space fits the last key, and is made
 * again for a key of another shape; all keys of one parameter set have the same shape. With keys of one shape a batch
 * allocates nothing: results are written to arrays owned by their job, which its first run makes.
 *
 * <p>All jobs of a batch have the same {@link BootstrapJob.Source}. A second thread can help with a single job.
 */
public final class Bootstrapper {
    private final int batch;
    private @Nullable BatchRun lastRun;

    /** @param batch number of jobs, and of rotations, that share one pass over the keys */
    public Bootstrapper(int batch) {
        this.batch = batch;
    }

    /** Number of jobs that share one pass over the keys. */
    public int batch() {
        return batch;
    }

    /**
     * Runs jobs of one source and fills in their results.
     *
     * @param jobs any number of them
     * @throws IllegalArgumentException if the server key has no casting or decompression key, and the source needs it
     */
    public void run(ServerKey key, List<BootstrapJob> jobs) {
        BatchRun run = runFor(key);
        for (int start = 0; start < jobs.size(); start += batch) {
            run.run(key, jobs, start, Math.min(start + batch, jobs.size()));
        }
    }

    /**
     * Whether a second thread can help with this job: it has one rotation, preceded by a keyswitch, during which the
     * helper can join.
     */
    public static boolean canShare(ServerKey key, BootstrapJob job) {
        return job.source() == BootstrapJob.Source.BLOCK
                && job.tables().size() == 1
                && TwoThreadBlindRotation.isPossible(key.bootstrapKey());
    }

    /**
     * A rotation for {@link #run(ServerKey, BootstrapJob, TwoThreadBlindRotation)}; another thread may call
     * {@link TwoThreadBlindRotation#help} on it.
     */
    public TwoThreadBlindRotation newTwoThreadRotation(ServerKey key) {
        return runFor(key).newTwoThreadRotation(key);
    }

    /**
     * Runs one job and shares its rotation with a helper.
     *
     * @param job a job that {@link #canShare} accepts
     * @param shared made by {@link #newTwoThreadRotation} for the same key; for this job only
     * @return false if the helper did not come in time or was too slow; this thread has then run the job, or its rest,
     *     alone
     */
    public boolean run(ServerKey key, BootstrapJob job, TwoThreadBlindRotation shared) {
        return runFor(key).run(key, job, shared);
    }

    private BatchRun runFor(ServerKey key) {
        BatchRun run = lastRun;
        if (run == null || !run.fits(key)) {
            run = new BatchRun(key, batch);
            lastRun = run;
        }
        return run;
    }
}
