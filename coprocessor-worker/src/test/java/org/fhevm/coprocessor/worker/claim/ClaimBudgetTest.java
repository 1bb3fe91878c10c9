package org.fhevm.coprocessor.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.coprocessor.worker.claim.TenantRoom.Allowance;
import org.fhevm.coprocessor.worker.plan.QueuedComputation;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;

/** The arithmetic of what a claim may take; {@link ClaimerTest} has the claims. */
class ClaimBudgetTest {
    private static final TenantShare LIGHT = new TenantShare(new TenantId(1), 1, 0);
    private static final TenantShare HEAVY = new TenantShare(new TenantId(2), 4, 0);
    private static final TenantShare URGENT = new TenantShare(new TenantId(3), 2, 5);

    private final Map<TenantId, Double> parts = new HashMap<>();
    private final Map<TenantId, Allowance> room = new HashMap<>();
    private final ClaimBudget budget = new ClaimBudget(7, 1000, (tenant, part) -> {
        parts.put(tenant, part);
        return room.getOrDefault(tenant, Allowance.UNLIMITED);
    });

    @Test
    void aTenantIsGivenRoomInProportionToTheLargestWeight() {
        assertThat(budget.withRoom(List.of(LIGHT, HEAVY, URGENT))).containsExactly(LIGHT, HEAVY, URGENT);

        assertThat(parts).isEqualTo(Map.of(LIGHT.tenant(), 0.25, HEAVY.tenant(), 1.0, URGENT.tenant(), 0.5));
        assertThat(budget.busy()).isEqualTo(parts);
        assertThat(budget.limit()).isEqualTo(7);
        assertThat(budget.lacksMemory()).isFalse();
    }

    @Test
    void aTenantWithoutRoomIsBusyButGetsNothing() {
        room.put(HEAVY.tenant(), Allowance.NONE);

        assertThat(budget.withRoom(List.of(LIGHT, HEAVY))).containsExactly(LIGHT);

        assertThat(budget.busy()).containsOnlyKeys(LIGHT.tenant(), HEAVY.tenant());
        assertThat(budget.withoutRoom()).isEqualTo(Map.of(HEAVY.tenant(), 1.0));
    }

    @Test
    void aClaimAsksForNoMoreThanTheTenantsWithRoomMayHave() {
        room.put(LIGHT.tenant(), new Allowance(2, 1000, true));
        room.put(HEAVY.tenant(), new Allowance(3, 1000, true));
        room.put(URGENT.tenant(), Allowance.NONE);
        TenantShare other = new TenantShare(URGENT.tenant(), 1, 0);

        assertThat(budget.withRoom(List.of(LIGHT, HEAVY, other))).containsExactly(LIGHT, HEAVY);

        assertThat(budget.limit()).isEqualTo(5);
    }

    @Test
    void theRoomThatATenantOfAHigherPriorityWaitsForIsLeftToIt() {
        room.put(URGENT.tenant(), Allowance.NONE);

        assertThat(budget.withRoom(List.of(LIGHT, URGENT, HEAVY))).isEmpty();

        room.clear();
        room.put(LIGHT.tenant(), Allowance.NONE);
        assertThat(budget.withRoom(List.of(LIGHT, URGENT, HEAVY)))
                .as("a tenant of a lower priority is waited for by none of a higher one")
                .containsExactly(URGENT, HEAVY);
    }

    @Test
    void theComputationThatUsesUpTheMemoryIsTheLast() {
        budget.withRoom(List.of(LIGHT, HEAVY));
        List<QueuedComputation> computations = List.of(work(LIGHT, "600"), work(HEAVY, "400"), work(LIGHT, "0"));

        assertThat(budget.fitting(computations, ClaimBudgetTest::footprint))
                .containsExactlyElementsOf(computations.subList(0, 2));
        assertThat(budget.fitting(
                        List.of(work(LIGHT, "999"), work(HEAVY, "5"), work(LIGHT, "1")), ClaimBudgetTest::footprint))
                .hasSize(2);
        assertThat(budget.fitting(List.of(work(URGENT, "1")), ClaimBudgetTest::footprint))
                .as("of a tenant that was given no room")
                .isEmpty();
        assertThat(budget.lacksMemory()).as("none was left out for its size").isFalse();
    }

    @Test
    void aTenantGetsAPrefixThatFitsItsAllowance() {
        room.put(LIGHT.tenant(), new Allowance(3, 100, false));
        room.put(HEAVY.tenant(), new Allowance(1, 100, false));
        budget.withRoom(List.of(LIGHT, HEAVY));
        List<QueuedComputation> computations =
                List.of(work(LIGHT, "60"), work(HEAVY, "7"), work(HEAVY, "8"), work(LIGHT, "40"));

        assertThat(budget.fitting(computations, ClaimBudgetTest::footprint))
                .containsExactly(computations.get(0), computations.get(1), computations.get(3));
        assertThat(budget.lacksMemory()).as("room for one of HEAVY").isFalse();

        assertThat(budget.fitting(
                        List.of(work(LIGHT, "60"), work(LIGHT, "41"), work(LIGHT, "1")), ClaimBudgetTest::footprint))
                .as("none behind one that does not fit")
                .hasSize(1);
        assertThat(budget.lacksMemory()).isTrue();
    }

    private static QueuedComputation work(TenantShare share, String bytes) {
        Computation computation = new Computation(QueueFixture.handle(bytes), FheOperation.ADD, List.of());
        return new QueuedComputation(share.tenant(), computation, FheType.UINT8);
    }

    private static long footprint(QueuedComputation computation) {
        return Long.parseLong(QueueFixture.name(computation.output().handle()));
    }

    @Test
    void nothingIsSharedAmongNoTenants() {
        assertThat(budget.withRoom(List.of())).isEmpty();
    }

    @Test
    void anAllowanceShrinksByEachComputation() {
        Allowance allowance = new Allowance(2, 100, false);

        assertThat(allowance.after(40)).isEqualTo(new Allowance(1, 60, false));
        assertThat(allowance.after(40).after(59)).isEqualTo(new Allowance(0, 1, false));
        assertThat(allowance.after(40).after(59).isNone())
                .as("no computation is left")
                .isTrue();
        assertThat(new Allowance(2, 100, true).after(150)).isEqualTo(new Allowance(1, -50, true));
    }

    @Test
    void aComputationFitsTheBytesThatAreLeft() {
        assertThat(new Allowance(1, 100, false).fits(100)).isTrue();
        assertThat(new Allowance(1, 100, false).fits(101)).isFalse();
        assertThat(new Allowance(1, 100, false).after(101)).isEqualTo(Allowance.NONE);
        assertThat(new Allowance(1, 100, true).fits(101)).isTrue();
        assertThat(new Allowance(1, 0, true).fits(0)).as("no byte is left").isFalse();
        assertThat(new Allowance(0, 100, true).fits(0))
                .as("no computation is left")
                .isFalse();
    }

    @Test
    void anAllowanceIsNoneWithoutComputationsOrBytes() {
        assertThat(Allowance.NONE.isNone()).isTrue();
        assertThat(Allowance.UNLIMITED.isNone()).isFalse();
        assertThat(new Allowance(1, 1, false).isNone()).isFalse();
        assertThat(new Allowance(1, 0, false).isNone()).isTrue();
        assertThat(new Allowance(0, 1, false).isNone()).isTrue();
    }
}
