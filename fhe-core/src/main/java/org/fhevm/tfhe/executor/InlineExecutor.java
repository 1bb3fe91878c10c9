package org.fhevm.tfhe.executor;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.Bootstrapper;
import org.fhevm.tfhe.shortint.ServerKey;

/** Runs everything on the calling thread. Mutable, for one thread: it has the work space of that thread. */
public final class InlineExecutor implements BootstrapExecutor {
    private final Bootstrapper bootstrapper;

    /** @param batch number of jobs that share one pass over a key */
    public InlineExecutor(int batch) {
        bootstrapper = new Bootstrapper(batch);
    }

    @Override
    public void run(ServerKey key, List<BootstrapJob> round) {
        for (List<BootstrapJob> jobs : bySource(round).values()) {
            bootstrapper.run(key, jobs);
        }
    }

    static Map<BootstrapJob.Source, List<BootstrapJob>> bySource(List<BootstrapJob> round) {
        Map<BootstrapJob.Source, List<BootstrapJob>> groups = new EnumMap<>(BootstrapJob.Source.class);
        for (BootstrapJob job : round) {
            groups.computeIfAbsent(job.source(), source -> new ArrayList<>()).add(job);
        }
        return groups;
    }

    @Override
    public int idleThreads() {
        return 1;
    }

    @Override
    public <T> T call(Callable<T> computation) {
        try {
            return PendingCall.required(computation.call());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a computation failed", e);
        }
    }
}
