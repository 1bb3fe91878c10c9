package org.fhevm.tfhe.executor;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.testing.ToyKeys;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Two callers of a pool of two threads.
 *
 * <p>What must hold: each caller returns, with the exact result of its own work. Whether the threads run a bootstrap
 * alone, in a batch with that of the other caller, or together, makes no difference. A caller that never returns ends
 * the run by its time limit.
 */
public final class FhePoolStress {
    private static final ServerKey KEY = ToyKeys.shared().serverKey();
    private static final FhePool POOL = new FhePool(2);
    private static final long[] INPUT =
            new Random(1).longs(KEY.blockDimension() + 1L).toArray();
    private static final long[] OTHER_INPUT =
            new Random(2).longs(KEY.blockDimension() + 1L).toArray();
    private static final long[] EXPECTED = alone(INPUT);
    private static final long[] OTHER_EXPECTED = alone(OTHER_INPUT);

    private FhePoolStress() {}

    private static BootstrapJob job(long[] input) {
        return new BootstrapJob(BootstrapJob.Source.BLOCK, input, List.of(LookupTable.of(value -> value)));
    }

    private static long[] alone(long[] input) {
        BootstrapJob job = job(input);
        new InlineExecutor(1).run(KEY, List.of(job));
        return job.result().words();
    }

    private static String run(long[] input, long[] expected) {
        BootstrapJob job = job(input);
        POOL.run(KEY, List.of(job));
        return Arrays.equals(job.result().words(), expected) ? "right" : "wrong";
    }

    /** Two single bootstraps, which share a batch or meet as leader and helper of one another. */
    @JCStressTest
    @Outcome(id = "right, right", expect = Expect.ACCEPTABLE, desc = "Each caller gets its own result.")
    @State
    public static class TwoBootstraps {
        @Actor
        public void caller(LL_Result result) {
            result.r1 = run(INPUT, EXPECTED);
        }

        @Actor
        public void anotherCaller(LL_Result result) {
            result.r2 = run(OTHER_INPUT, OTHER_EXPECTED);
        }
    }

    /** A single bootstrap, and another computation that may call its helper away. */
    @JCStressTest
    @Outcome(id = "right, computed", expect = Expect.ACCEPTABLE, desc = "Each caller gets its own result.")
    @State
    public static class BootstrapAndCall {
        @Actor
        public void caller(LL_Result result) {
            result.r1 = run(INPUT, EXPECTED);
        }

        @Actor
        public void anotherCaller(LL_Result result) {
            result.r2 = POOL.call(() -> "computed");
        }
    }
}
