package org.fhevm.coprocessor.worker.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.coprocessor.common.id.TenantId;
import org.junit.jupiter.api.Test;

class MemoryLedgerTest {
    private static final TenantId ONE = new TenantId(1);
    private static final TenantId TWO = new TenantId(2);

    private final GraphLock lock = new GraphLock();
    private final AtomicInteger told = new AtomicInteger();
    private final MemoryLedger ledger = new MemoryLedger(lock, told::incrementAndGet);
    private final TestNodes nodes = new TestNodes(lock);
    private final Node small = nodes.node(ONE, "small", 10);
    private final Node large = nodes.node(ONE, "large", 30);
    private final Node other = nodes.node(TWO, "other", 25);

    @Test
    void countsWhatEachTenantHolds() {
        lock.run(() -> {
            List.of(small, large, other).forEach(ledger::hold);
            ledger.hold(small);

            assertThat(ledger.used()).isEqualTo(65);
            assertThat(ledger.usedBy(ONE)).isEqualTo(40);
            assertThat(ledger.largest()).isEqualTo(40);

            ledger.release(large);

            assertThat(ledger.used()).isEqualTo(35);
            assertThat(ledger.usedBy(ONE)).isEqualTo(10);
            assertThat(ledger.largest()).as("that of the other tenant").isEqualTo(25);
        });
    }

    @Test
    void releasesEachComputationOnce() {
        lock.run(() -> {
            ledger.hold(small);
            ledger.hold(large);
            ledger.release(small);
            ledger.release(small);

            assertThat(ledger.usedBy(ONE)).isEqualTo(30);
            assertThat(ledger.releases()).isEqualTo(1);
        });
    }

    @Test
    void tellsOfAnAwaitedReleaseOnce() {
        lock.run(() -> {
            ledger.hold(small);
            ledger.hold(large);
            ledger.awaitRelease(ledger.releases());
            assertThat(told).hasValue(0);

            ledger.release(small);
            ledger.release(large);

            assertThat(told).hasValue(1);
        });
    }

    @Test
    void tellsAtOnceOfAReleaseThatHasHappenedSinceItWasAskedFor() {
        lock.run(() -> {
            ledger.hold(small);
            long seen = ledger.releases();
            ledger.release(small);
            ledger.awaitRelease(seen);

            assertThat(told).hasValue(1);
        });
    }

    @Test
    void isUsedUnderTheLockOnly() {
        assertThatThrownBy(ledger::used).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> ledger.hold(small)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(small::isDone).isInstanceOf(AssertionError.class);
    }
}
