package org.fhevm.coprocessor.common.logging;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Threads ask for the lines of a {@link LineBudget}. What must hold: each line is granted, or counted as left out. */
public final class LineBudgetStress {
    private LineBudgetStress() {}

    /** Two threads ask for one line. */
    @JCStressTest
    @Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "The first thread gets it.")
    @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "The second thread gets it.")
    @State
    public static class LastLine {
        private final LineBudget budget = new LineBudget(1);

        @Actor
        public void first(ZZ_Result result) {
            result.r1 = budget.take();
        }

        @Actor
        public void second(ZZ_Result result) {
            result.r2 = budget.take();
        }
    }

    /** A period with no line left ends while a thread asks for one. */
    @JCStressTest
    @Outcome(id = "false, 1", expect = Expect.ACCEPTABLE, desc = "The old period counts it as left out.")
    @Outcome(id = "true, 0", expect = Expect.ACCEPTABLE, desc = "The new period grants it.")
    @State
    public static class NewPeriod {
        private final LineBudget budget = new LineBudget(1);

        public NewPeriod() {
            budget.take();
        }

        @Actor
        public void line(ZI_Result result) {
            result.r1 = budget.take();
        }

        @Actor
        public void period(ZI_Result result) {
            result.r2 = budget.renew();
        }
    }
}
