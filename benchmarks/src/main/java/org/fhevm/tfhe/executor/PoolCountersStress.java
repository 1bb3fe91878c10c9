package org.fhevm.tfhe.executor;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJJ_Result;

/** Two threads of a pool count what they do. No count may be lost. */
@JCStressTest
@Outcome(
        id = "8, 2, 350, 400",
        expect = Expect.ACCEPTABLE,
        desc = "Bootstraps, batches and both times of both threads.")
@State
public class PoolCountersStress {
    private final PoolCounters counters = new PoolCounters();

    @Actor
    public void oneThread() {
        counters.countBootstraps(3);
        counters.countBatch(100);
        counters.countCall(50);
    }

    @Actor
    public void anotherThread() {
        counters.countBootstraps(5);
        counters.countBatch(200);
        counters.countHelp(50);
    }

    @Arbiter
    public void sums(JJJJ_Result result) {
        result.r1 = counters.bootstraps();
        result.r2 = counters.batches();
        result.r3 = counters.bootstrapNanos();
        result.r4 = counters.busyNanos();
    }
}
