package org.fhevm.tfhe.executor;

import java.util.List;
import org.fhevm.tfhe.core.algorithm.TwoThreadBlindRotation;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.ServerKey;

/** The next work of a thread of the pool. */
sealed interface PoolTask {
    /**
     * Jobs that share one pass over a key.
     *
     * @param entries at least one
     * @param help whether an idle thread helps
     */
    record Batch(ServerKey key, List<Entry> entries, Help help) implements PoolTask {}

    /** The help of an idle thread with a batch. */
    enum Help {
        /** There are several jobs, or all other threads have work. */
        IMPOSSIBLE,
        /** The only job asks for it. */
        REQUESTED,
        /** The only job is better off without it, or is a probe. */
        DECLINED
    }

    /** A job of a round. */
    record Entry(BootstrapJob job, PendingRound round) {}

    /** A part in another thread's bootstrap. */
    record HelpRequest(TwoThreadBlindRotation rotation) implements PoolTask {
        /** Helps. A failure here is not reported: the leader continues alone and meets it too. */
        void help() {
            try {
                rotation.help();
            } catch (Throwable t) {
                rotation.cancel();
            }
        }
    }

    /** A computation that is no bootstrap. */
    record Call(PendingCall<?> pending) implements PoolTask {}
}
