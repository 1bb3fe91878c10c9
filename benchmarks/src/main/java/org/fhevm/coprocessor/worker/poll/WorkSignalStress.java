package org.fhevm.coprocessor.worker.poll;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A ring and a wait for it. What must hold: the wait hears the ring, and no later wait hears it again. */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "The wait has heard the ring, once.")
@State
public class WorkSignalStress {
    /** Long enough that a lost ring is noticed. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final WorkSignal signal = new WorkSignal();

    @Actor
    public void ring() {
        signal.ring();
    }

    @Actor
    public void listen(ZZ_Result result) {
        result.r1 = hears(LONGEST);
    }

    @Arbiter
    public void later(ZZ_Result result) {
        result.r2 = hears(Duration.ZERO);
    }

    private boolean hears(Duration longest) {
        try {
            return signal.await(longest);
        } catch (InterruptedException e) {
            throw new IllegalStateException("no thread interrupts a test", e);
        }
    }
}
