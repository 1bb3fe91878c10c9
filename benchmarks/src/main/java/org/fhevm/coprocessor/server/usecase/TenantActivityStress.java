package org.fhevm.coprocessor.server.usecase;

import java.time.Duration;
import org.fhevm.coprocessor.common.id.TenantId;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A tenant's first call comes while another thread counts tenants. What must hold: the call counts from then on. A
 * count that began before the call must not replace one that knows of it.
 */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "Both tenants count.")
@Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "The new tenant is forgotten until the next count.")
@State
public class TenantActivityStress {
    private static final TenantId KNOWN = new TenantId(1);
    private static final TenantId NEW = new TenantId(2);
    /** More than the period between counts, less than the time for which a call counts. */
    private static final Duration AGE = Duration.ofMillis(200);

    private Duration now = Duration.ofDays(1);
    private final TenantActivity activity = new TenantActivity(() -> now);

    public TenantActivityStress() {
        activity.called(KNOWN);
        now = now.plus(AGE);
    }

    @Actor
    public void counts() {
        activity.tenants();
    }

    @Actor
    public void calls() {
        activity.called(NEW);
    }

    @Arbiter
    public void outcome(I_Result result) {
        result.r1 = activity.tenants();
    }
}
