package org.fhevm.coprocessor.server.grpc;

import org.fhevm.coprocessor.common.id.TenantId;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/**
 * Two tenants want more than there is. What must hold: one of them gets its amount, and no more is used than that.
 */
@JCStressTest
@Outcome(id = "true, false, 2", expect = Expect.ACCEPTABLE, desc = "The first tenant was quicker.")
@Outcome(id = "false, true, 2", expect = Expect.ACCEPTABLE, desc = "The second tenant was quicker.")
@State
public class TenantBudgetStress {
    private static final TenantId FIRST = new TenantId(1);
    private static final TenantId SECOND = new TenantId(2);

    private final TenantBudget budget = new TenantBudget(3);

    @Actor
    public void first(ZZJ_Result result) {
        result.r1 = budget.tryAcquire(FIRST, 2);
    }

    @Actor
    public void second(ZZJ_Result result) {
        result.r2 = budget.tryAcquire(SECOND, 2);
    }

    @Arbiter
    public void used(ZZJ_Result result) {
        result.r3 = budget.used();
    }
}
