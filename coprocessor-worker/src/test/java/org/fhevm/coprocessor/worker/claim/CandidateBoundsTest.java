package org.fhevm.coprocessor.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fhevm.coprocessor.common.id.TenantId;
import org.junit.jupiter.api.Test;

class CandidateBoundsTest {
    private static final TenantId ONE = new TenantId(1);
    private static final TenantId TWO = new TenantId(2);

    private final CandidateBounds bounds = new CandidateBounds();

    @Test
    void aTenantWithMalformedRowsStartsSlowly() {
        assertThat(bounds.of(ONE)).isEqualTo(Integer.MAX_VALUE);

        bounds.record(Set.of(ONE), List.of(ONE, ONE));
        assertThat(bounds.of(ONE)).isEqualTo(1);
        assertThat(bounds.of(TWO)).isEqualTo(Integer.MAX_VALUE);

        bounds.record(Set.of(ONE, TWO), List.of());
        assertThat(bounds.of(ONE)).isEqualTo(2);

        bounds.record(Set.of(TWO), List.of());
        assertThat(bounds.of(ONE))
                .as("a claim without rows of the tenant tells nothing")
                .isEqualTo(2);

        for (int claim = 0; claim < 20; claim++) {
            bounds.record(Set.of(ONE), List.of());
        }
        assertThat(bounds.of(ONE)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void boundsHoldForAllStatementsOfAClaimTogether() {
        bounds.record(Set.of(), List.of(ONE));

        Map<TenantId, Integer> first = new HashMap<>(Map.of(ONE, 10, TWO, 10));
        bounds.apply(first, Map.of());
        assertThat(first).containsExactlyInAnyOrderEntriesOf(Map.of(ONE, 1, TWO, 10));

        Map<TenantId, Integer> second = new HashMap<>(Map.of(ONE, 10, TWO, 10));
        bounds.apply(second, first);
        assertThat(second).containsExactlyEntriesOf(Map.of(TWO, 10));
    }

    @Test
    void aBoundedNumberOfTenantsIsRemembered() {
        for (int tenant = 1; tenant <= CandidateBounds.MAXIMUM_TENANTS; tenant++) {
            bounds.record(Set.of(), List.of(new TenantId(tenant)));
        }
        bounds.record(Set.of(), List.of(ONE));
        bounds.record(Set.of(), List.of(new TenantId(CandidateBounds.MAXIMUM_TENANTS + 1)));

        assertThat(bounds.of(ONE)).as("malformed rows just now").isEqualTo(CandidateBounds.AFTER_MALFORMED);
        assertThat(bounds.of(TWO)).as("longest without any").isEqualTo(Integer.MAX_VALUE);
        assertThat(bounds.of(new TenantId(3))).isEqualTo(CandidateBounds.AFTER_MALFORMED);
    }
}
