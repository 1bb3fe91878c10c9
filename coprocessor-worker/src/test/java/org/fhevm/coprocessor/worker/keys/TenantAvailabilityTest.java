package org.fhevm.coprocessor.worker.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.junit.jupiter.api.Test;

class TenantAvailabilityTest {
    private static final TenantId BUSY = new TenantId(1);
    private static final TenantId LATE = new TenantId(2);

    private final SettableClock clock = new SettableClock();
    private final AtomicInteger rung = new AtomicInteger();
    private Set<TenantId> inUse = Set.of(BUSY);
    private final TenantAvailability tenants = new TenantAvailability(clock, () -> inUse, rung::incrementAndGet);

    @Test
    void passesOverATenantWhoseKeysDoNotFitUntilRoomIsMade() {
        tenants.waitForCapacity(LATE);
        assertThat(tenants.excludedTenants()).containsExactly(LATE);
        assertThat(tenants.waitingForCapacity()).isEqualTo(1);

        tenants.capacityFreed();

        assertThat(rung).hasValue(1);
        assertThat(tenants.excludedTenants()).isEmpty();
    }

    @Test
    void looksAgainForRoomThatWasMadeUnnoticed() {
        tenants.waitForCapacity(LATE);

        clock.advance(Duration.ofSeconds(1));

        assertThat(tenants.excludedTenants()).isEmpty();
    }

    @Test
    void givesATurnToATenantThatWaitedForThoseWhoAlwaysHaveWork() {
        for (int second = 0; second < 30; second++) {
            tenants.waitForCapacity(LATE);
            assertThat(tenants.excludedTenants()).containsExactly(LATE);
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(tenants.excludedTenants()).as("to let their work run out").containsExactly(BUSY);

        tenants.markHealthy(LATE);
        assertThat(tenants.excludedTenants()).as("once it is served").isEmpty();
    }

    @Test
    void givesNoTurnToATenantThatDoesNotAskAnyMore() {
        tenants.waitForCapacity(LATE);

        clock.advance(Duration.ofSeconds(31));

        assertThat(tenants.excludedTenants()).isEmpty();
        assertThat(tenants.waitingForCapacity()).isZero();
    }

    @Test
    void pausesLongerWithEachFailureInARow() {
        inUse = Set.of();
        Duration first = tenants.pause(LATE).orElseThrow();
        assertThat(tenants.excludedTenants()).containsExactly(LATE);
        assertThat(tenants.pause(LATE)).as("of what failed at the same time").isEmpty();
        clock.advance(first);
        assertThat(tenants.excludedTenants()).isEmpty();
        clock.advance(tenants.pause(LATE).orElseThrow());
        Duration third = tenants.pause(LATE).orElseThrow();

        assertThat(third).isGreaterThan(first);
        assertThat(tenants.paused()).isEqualTo(1);
        tenants.markHealthy(LATE);
        assertThat(tenants.excludedTenants()).isEmpty();
        assertThat(tenants.paused()).isZero();
    }

    @Test
    void countsNoTenantThatIsNotTriedAnyMore() {
        tenants.pause(LATE);

        clock.advance(Duration.ofMinutes(7));

        assertThat(tenants.paused()).isZero();
    }

    private static final class SettableClock implements MonotonicClock {
        private Duration now = Duration.ofDays(-1);

        void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Duration now() {
            return now;
        }
    }
}
