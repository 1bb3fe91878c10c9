package org.fhevm.coprocessor.worker.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BiFunction;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.executor.SimulatedPool;
import org.junit.jupiter.api.Test;

/** What a call meets on a busy worker, at many moments. A bootstrap takes as long as its batch there. */
class SimulatedWorkerTest {
    private static final double BOOTSTRAP = SimulatedPool.fullBatchMillis();
    private static final TenantId ONE = new TenantId(1);
    private static final TenantId NEWCOMER = new TenantId(100);
    private static final int MOMENTS = 40;

    @Test
    void aNewTenantsBootstrapBeginsWithinTwoBeforeTransfers() {
        assertBeginsSoon(NEWCOMER, 2, 40, SimulatedCall::transfer);
    }

    @Test
    void aNewTenantsBootstrapBeginsWithinTwoBeforeDivisions() {
        assertBeginsSoon(NEWCOMER, 2, 40, SimulatedCall::division);
    }

    @Test
    void aNewTenantsBootstrapBeginsWithinTwoBesideManyTenants() {
        assertBeginsSoon(NEWCOMER, 20, 4, SimulatedCall::division);
    }

    @Test
    void aBusyTenantsBootstrapBeginsWithinTwoBesideItsDivisions() {
        assertBeginsSoon(ONE, 2, 12, SimulatedCall::division);
    }

    private static void assertBeginsSoon(
            TenantId tenant, int tenants, int queued, BiFunction<TenantId, Integer, SimulatedCall> call) {
        for (int moment = 0; moment < MOMENTS; moment++) {
            SimulatedWorker worker = new SimulatedWorker();
            for (int other = 1; other <= tenants; other++) {
                for (int i = 0; i < queued; i++) {
                    worker.submit(0, call.apply(new TenantId(other), i));
                }
            }
            CallTimes times = worker.submit(20_000 + 37 * moment, SimulatedCall.transfer(tenant, Integer.MAX_VALUE));
            worker.run();

            assertThat(times.untilClaim() + times.untilFirstBootstrap())
                    .as("moment %d", moment)
                    .isLessThan(2 * BOOTSTRAP);
        }
    }
}
