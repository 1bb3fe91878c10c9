package org.fhevm.coprocessor.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.claim.TenantRoom.Allowance;
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
