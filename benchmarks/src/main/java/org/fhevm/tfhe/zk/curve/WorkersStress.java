package org.fhevm.tfhe.zk.curve;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A caller and a helper divide tasks among them. What must hold: when {@link Workers#run} returns, each task has run
 * once, and the caller sees what all of them have written.
 */
@JCStressTest
@Outcome(id = "[1, 1, 1, 1]", expect = Expect.ACCEPTABLE, desc = "Each task has run once.")
@State
public class WorkersStress {
    private static final int TASKS = 4;
    private static final int LOOKS = 10_000;

    private final int[] runs = new int[TASKS];
    private volatile @Nullable Runnable offered;

    @Actor
    public void caller(L_Result result) {
        new Workers(task -> offered = task, 1).run(TASKS, task -> runs[task]++);
        result.r1 = Arrays.toString(runs);
    }

    @Actor
    public void helper() {
        for (int look = 0; look < LOOKS; look++) {
            Runnable work = offered;
            if (work != null) {
                work.run();
                return;
            }
            Thread.onSpinWait();
        }
    }
}
