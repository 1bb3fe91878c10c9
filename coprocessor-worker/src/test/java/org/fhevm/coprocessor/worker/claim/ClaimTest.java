package org.fhevm.coprocessor.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.worker.QueueFixture.handle;
import static org.fhevm.coprocessor.worker.QueueFixture.key;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.plan.QueuedComputation;
import org.fhevm.coprocessor.worker.queue.FailureMarks.Failure;
import org.fhevm.coprocessor.worker.queue.Lease;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;

class ClaimTest {
    private static final TenantId ONE = new TenantId(1);
    private static final TenantHandle B = key(ONE, "b");

    @Test
    void makesProgressWhenItChangedAnyRow() {
        ClaimedComputation computation = new ClaimedComputation(
                new QueuedComputation(ONE, new Computation(handle("b"), FheOperation.ADD, List.of()), FheType.UINT8),
                1,
                new Lease(B, 1, 0),
                0);

        assertThat(claim(List.of(computation), List.of(), List.of(), List.of()).madeProgress())
                .isTrue();
        assertThat(claim(List.of(), List.of(Failure.ofItself(B, "why")), List.of(), List.of())
                        .madeProgress())
                .isTrue();
        assertThat(claim(List.of(), List.of(), List.of(B), List.of()).madeProgress())
                .isTrue();
        assertThat(claim(List.of(), List.of(), List.of(), List.of(B)).madeProgress())
                .isTrue();
        assertThat(claim(List.of(), List.of(), List.of(), List.of()).madeProgress())
                .as("not because a tenant is busy")
                .isFalse();
    }

    private static Claim claim(
            List<ClaimedComputation> computations,
            List<Failure> failed,
            List<TenantHandle> stored,
            List<TenantHandle> awaited) {
        return new Claim(computations, Map.of(), failed, stored, awaited, Set.of(B), Map.of(ONE, 1.0), Map.of(), true);
    }
}
