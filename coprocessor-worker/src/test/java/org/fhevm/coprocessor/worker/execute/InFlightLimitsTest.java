package org.fhevm.coprocessor.worker.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.fhevm.coprocessor.worker.claim.TenantRoom.Allowance;
import org.fhevm.coprocessor.worker.execute.InFlightLimits.Load;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shares of tenants whose computations never end, the worst case for other tenants. */
class InFlightLimitsTest {
    private static final long MANY_BYTES = 1L << 40;
    private static final InFlightLimits LIMITS = new InFlightLimits(30, 120, MANY_BYTES);

    /** Takes one computation after the other for each tenant in turn, until none has room. */
    private static List<Integer> filled(InFlightLimits limits, long bytesEach, double... parts) {
        List<Integer> taken = new ArrayList<>();
        for (double part : parts) {
            taken.add(0);
        }
        boolean progress = true;
        while (progress) {
            progress = false;
            for (int tenant = 0; tenant < parts.length; tenant++) {
                int all = taken.stream().mapToInt(Integer::intValue).sum();
                long most = bytesEach * Collections.max(taken);
                Allowance allowance = limits.allowance(
                        parts[tenant], load(taken.get(tenant), bytesEach), new Load(all, all, all * bytesEach, most));
                if (!allowance.isNone() && (allowance.mayExceed() || allowance.bytes() >= bytesEach)) {
                    taken.set(tenant, taken.get(tenant) + 1);
                    progress = true;
                }
            }
        }
        return taken;
    }

    private static Load load(int computations, long bytesEach) {
        return new Load(computations, computations, computations * bytesEach, computations * bytesEach);
    }

    @Test
    void aTenantAloneHasAsMuchAsTheLimitSays() {
        assertThat(filled(LIMITS, 1, 1)).containsExactly(30);
    }

    @Test
    void tenantsOfTheSameWeightHaveTheSame() {
        // 3 of 3 * 3 + 1 parts of 40
        assertThat(filled(LIMITS, 1, 1, 1, 1)).containsExactly(12, 12, 12);
    }

    @Test
    void aTenantOfLessWeightHasLess() {
        List<Integer> taken = filled(LIMITS, 1, 1, 0.1);
        assertThat(taken.get(0)).isGreaterThan(2 * taken.get(1));
        assertThat(taken.get(1)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16, 32, 64, 100, 128})
    void roundingCostsATenantAloneNothing(int limit) {
        assertThat(filled(new InFlightLimits(limit, 4 * limit, MANY_BYTES), 1, 1))
                .containsExactly(limit);
        assertThat(filled(new InFlightLimits(4 * limit, limit, MANY_BYTES), 1, 1))
                .containsExactly(limit);
    }

    @Test
    void aNewcomerFindsRoomHoweverMuchOthersHave() {
        Load all = load(60, 1);
        assertThat(LIMITS.allowance(1, load(60, 1), all).isNone()).isTrue();
        assertThat(LIMITS.allowance(0.001, load(0, 1), all).computations()).isEqualTo(1);
        assertThat(LIMITS.allowance(1, load(0, 1), all).computations()).isEqualTo(30);
        assertThat(LIMITS.allowance(1, load(0, 1), load(80, 1)).isNone())
                .as("twice the whole is the end")
                .isTrue();
    }

    @Test
    void memoryIsSharedOutLikewise() {
        InFlightLimits limits = new InFlightLimits(30, 120, 1000);
        assertThat(filled(limits, 100, 1))
                .as("three quarters, and the last one")
                .containsExactly(8);
        assertThat(limits.allowance(1, load(0, 100), load(8, 100))).isEqualTo(new Allowance(30, 200, true));
        assertThat(filled(limits, 100, 1, 1)).as("3 of 7 parts of 10").allMatch(taken -> taken == 4 || taken == 5);
    }

    @Test
    void whatFitsIntoTheReserveNeedNotWaitForTheLargest() {
        InFlightLimits limits = new InFlightLimits(30, 120, 1000);
        Load huge = load(1, 1500);
        Load none = load(0, 1);
        assertThat(limits.freeBytes(huge)).isEqualTo(250);
        assertThat(limits.allowance(1, huge, huge)).isEqualTo(Allowance.NONE);
        assertThat(limits.allowance(1, none, huge)).isEqualTo(new Allowance(30, 250, false));
        Load withAnother = new Load(2, 2, 1700, 1500);
        assertThat(limits.allowance(1, load(1, 200), withAnother)).isEqualTo(Allowance.NONE);
        assertThat(limits.allowance(1, none, withAnother)).isEqualTo(new Allowance(30, 50, false));
        Load full = new Load(2, 2, 1750, 1500);
        assertThat(limits.hasRoom(full)).isFalse();
        assertThat(limits.allowance(1, none, full)).isEqualTo(Allowance.NONE);
    }

    @Test
    void computationsThatWaitForOthersHaveTheirOwnLimit() {
        Load waiting = new Load(1, 120, 1, 1);
        assertThat(LIMITS.allowance(1, waiting, waiting).isNone()).isTrue();
        Load fewer = new Load(1, 119, 1, 1);
        assertThat(LIMITS.allowance(1, fewer, fewer).isNone()).isFalse();
    }

    @Test
    void runningComputationsLeaveSomeForOthers() {
        assertThat(LIMITS.running()).isEqualTo(40);
        assertThat(LIMITS.mayRun(29, 29)).isTrue();
        assertThat(LIMITS.mayRun(30, 30)).isFalse();
        assertThat(LIMITS.mayRun(1, 40)).isFalse();
    }

    @Test
    void theFirstComputationOfATenantRunsBesideThoseOfOthers() {
        assertThat(LIMITS.mayRun(0, 40)).isTrue();
        assertThat(LIMITS.mayRun(0, 79)).isTrue();
        assertThat(LIMITS.mayRun(0, 80)).as("twice the places at most").isFalse();
    }
}
