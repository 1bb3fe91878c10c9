package org.fhevm.coprocessor.common.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fhevm.coprocessor.common.id.TenantId;
import org.junit.jupiter.api.Test;

class KeyBudgetTest {
    private static final KeyBudget BUDGET = new KeyBudget(3, 100);

    private record Held(TenantId tenant, long bytes, boolean isPinned) implements KeyBudget.HeldKeys {}

    private static Held unpinned(int tenant, long bytes) {
        return new Held(new TenantId(tenant), bytes, false);
    }

    private static Held pinned(int tenant, long bytes) {
        return new Held(new TenantId(tenant), bytes, true);
    }

    @Test
    void keysFitUpToTheLimitBesideThePinnedOnes() {
        assertThat(BUDGET.fits(60, List.of(pinned(1, 40)))).isTrue();
        assertThat(BUDGET.fits(61, List.of(pinned(1, 40)))).isFalse();
        assertThat(BUDGET.fits(61, List.of(pinned(1, 20), pinned(2, 20)))).isFalse();
    }

    @Test
    void unpinnedKeysTakeNoRoomFromOthers() {
        assertThat(BUDGET.fits(60, List.of(unpinned(1, 90), pinned(2, 40)))).isTrue();
    }

    @Test
    void keysOfAnySizeFitIfNoneArePinned() {
        assertThat(BUDGET.fits(1000, List.of())).isTrue();
        assertThat(BUDGET.fits(1000, List.of(unpinned(1, 100)))).isTrue();
        assertThat(BUDGET.fits(1000, List.of(pinned(1, 0)))).isFalse();
    }

    @Test
    void nothingIsEvictedWithinBothLimits() {
        assertThat(BUDGET.evictions(List.of(unpinned(1, 30), unpinned(2, 30), unpinned(3, 40)), 0))
                .isEmpty();
    }

    @Test
    void theLeastRecentlyUsedAreEvictedUntilTheBytesSuffice() {
        assertThat(BUDGET.evictions(List.of(unpinned(1, 30), unpinned(2, 30), unpinned(3, 41)), 0))
                .containsExactly(new TenantId(1));
        assertThat(BUDGET.evictions(List.of(unpinned(1, 30), unpinned(2, 30), unpinned(3, 71)), 0))
                .containsExactly(new TenantId(1), new TenantId(2));
    }

    @Test
    void theLeastRecentlyUsedAreEvictedUntilTheirNumberSuffices() {
        assertThat(BUDGET.evictions(List.of(unpinned(1, 1), unpinned(2, 1), unpinned(3, 1), unpinned(4, 1)), 0))
                .containsExactly(new TenantId(1));
    }

    @Test
    void pinnedKeysStay() {
        assertThat(BUDGET.evictions(List.of(pinned(1, 90), unpinned(2, 10), pinned(3, 90)), 0))
                .containsExactly(new TenantId(2));
    }

    @Test
    void retiredKeysCountButCannotBeEvicted() {
        assertThat(BUDGET.evictions(List.of(unpinned(1, 50)), 50)).isEmpty();
        assertThat(BUDGET.evictions(List.of(unpinned(1, 50)), 51)).containsExactly(new TenantId(1));
    }
}
