package org.fhevm.coprocessor.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fhevm.coprocessor.common.id.TenantId;
import org.junit.jupiter.api.Test;

class TenantBudgetTest {

    private static final TenantId A = new TenantId(1);
    private static final TenantId B = new TenantId(2);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final TenantBudget budget = new TenantBudget(100);

    private static long fill(TenantBudget budget, TenantId tenant) {
        long taken = 0;
        while (budget.tryAcquire(tenant, 1)) {
            taken++;
        }
        return taken;
    }

    @Test
    void aTenantAloneGetsHalf() {
        assertThat(fill(budget, A)).isEqualTo(50);
        assertThat(budget.largestShare()).isEqualTo(50);
    }

    @Test
    void theNextTenantFindsRoom() {
        fill(budget, A);
        assertThat(fill(budget, B)).isEqualTo(25);
        for (int tenant = 3; tenant < 6; tenant++) {
            assertThat(fill(budget, new TenantId(tenant))).isPositive();
        }
        assertThat(budget.used()).isLessThan(100);
    }

    @Test
    void tenantsThatGiveBackAndTakeAgainEndWithEqualShares() {
        fill(budget, A);
        fill(budget, B);
        long a = 50;
        long b = 25;
        for (int round = 0; round < 100; round++) {
            budget.release(A, 1);
            a--;
            budget.release(B, 1);
            b--;
            a += fill(budget, A);
            b += fill(budget, B);
        }
        assertThat(a).isBetween(30L, 50L);
        assertThat(b).isBetween(25L, 40L);
        assertThat(100 - a - b).as("stays free").isGreaterThanOrEqualTo(25);
    }

    @Test
    void aTenantThatHoldsNothingMayTakeAllThatIsFree() {
        assertThat(budget.tryAcquire(A, 100)).isTrue();
        assertThat(budget.tryAcquire(B, 1)).isFalse();
        budget.release(A, 100);
        assertThat(budget.tryAcquire(B, 101)).isFalse();
        assertThat(new TenantBudget(1).tryAcquire(A, 1)).isTrue();
    }

    @Test
    void aClaimWaitsUntilThereIsRoom() throws Exception {
        fill(budget, A);
        CompletableFuture<Boolean> claim = acquire(A, 10, 10 * SECOND, new AtomicBoolean(true));
        assertThat(claim).isNotDone();
        budget.release(A, 10);
        assertThat(claim.get()).isTrue();
        assertThat(budget.used()).isEqualTo(50);
    }

    @Test
    void aClaimEndsWithItsTimeAndWithItsCaller() throws Exception {
        fill(budget, A);
        assertThat(budget.acquire(A, 10, SECOND / 50, () -> true)).isFalse();
        AtomicBoolean there = new AtomicBoolean(true);
        CompletableFuture<Boolean> claim = acquire(A, 10, 100 * SECOND, there);
        there.set(false);
        assertThat(claim.get()).isFalse();
        assertThat(budget.used()).isEqualTo(50);
    }

    @Test
    void claimsOfATenantAreBoundedInNumber() throws Exception {
        fill(budget, A);
        AtomicBoolean there = new AtomicBoolean(true);
        List<CompletableFuture<Boolean>> claims = new ArrayList<>();
        for (int claim = 0; claim < TenantBudget.MOST_CLAIMS; claim++) {
            claims.add(acquire(A, 50, 100 * SECOND, there));
        }
        await().untilAsserted(() -> assertThat(budget.claims(A)).isEqualTo(TenantBudget.MOST_CLAIMS));
        assertThat(budget.acquire(A, 50, 100 * SECOND, () -> true)).isFalse();
        there.set(false);
        for (CompletableFuture<Boolean> claim : claims) {
            assertThat(claim.get()).isFalse();
        }
        assertThat(budget.claims(A)).isZero();
    }

    /**
     * A large claim of a tenant that holds nothing is served: small claims of other tenants do not overtake it forever.
     */
    @Test
    void othersTakeNothingMoreWhileATenantWithNothingWaits() throws Exception {
        fill(budget, A);
        fill(budget, new TenantId(3));
        CompletableFuture<Boolean> claim = acquire(B, 50, 100 * SECOND, new AtomicBoolean(true));
        TenantId stranger = new TenantId(4);
        await().until(() -> {
            if (budget.tryAcquire(stranger, 1)) {
                budget.release(stranger, 1);
                return false;
            }
            return true;
        });
        for (int given = 0; given < 25; given++) {
            budget.release(A, 1);
            assertThat(budget.tryAcquire(A, 1)).isFalse();
        }
        assertThat(claim.get()).isTrue();
    }

    private CompletableFuture<Boolean> acquire(TenantId tenant, long amount, long patience, AtomicBoolean wish) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return budget.acquire(tenant, amount, patience, wish::get);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                Thread::startVirtualThread);
    }

    @Test
    void nothingIsLostOrMade() {
        Random random = new Random(11);
        List<long[]> held = new ArrayList<>();
        long sum = 0;
        for (int step = 0; step < 100_000; step++) {
            if (random.nextBoolean() && !held.isEmpty()) {
                long[] one = held.remove(random.nextInt(held.size()));
                budget.release(new TenantId((int) one[0]), one[1]);
                sum -= one[1];
            } else {
                long[] one = {1 + random.nextInt(5), 1 + random.nextInt(20)};
                if (budget.tryAcquire(new TenantId((int) one[0]), one[1])) {
                    held.add(one);
                    sum += one[1];
                }
            }
            assertThat(budget.used()).isEqualTo(sum).isBetween(0L, 100L);
        }
    }
}
