package org.fhevm.coprocessor.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.coprocessor.worker.plan.QueuedComputation;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FairSchedulerTest {
    private final FairScheduler shares = new FairScheduler();
    private final TenantShare one = turn(1, 1, 0);
    private final TenantShare two = turn(2, 1, 0);
    private final TenantShare heavy = turn(3, 3, 0);
    private final TenantShare urgent = turn(4, 1, 7);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 10, 100})
    void followWeightsWhateverTheSizeOfAClaim(int limit) {
        Map<Integer, Integer> served = new TreeMap<>();
        for (int total = 0; total < 1000; total += limit) {
            count(served, take(limit, one, two, heavy));
        }

        int all = served.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(served.get(1)).isBetween(all / 5 - 1, all / 5 + 2);
        assertThat(served.get(2)).isBetween(all / 5 - 1, all / 5 + 2);
        assertThat(served.get(3)).isBetween(all * 3 / 5 - 3, all * 3 / 5 + 3);
    }

    @Test
    void goToHigherPrioritiesFirst() {
        assertThat(tenants(take(4, one, urgent, heavy))).containsOnly(4);
        // The other tenants get what the tenant of the highest priority leaves.
        assertThat(tenants(shares.choose(
                        List.of(work(4, "only"), work(1, "a"), work(3, "b")), 3, List.of(one, urgent, heavy))))
                .containsExactly(4, 1, 3);
    }

    @Test
    void knowPrioritiesOfAllSizes() {
        TenantShare last = turn(5, 1, Integer.MIN_VALUE);
        TenantShare first = turn(6, 1, Integer.MAX_VALUE);

        assertThat(tenants(take(4, last, one, first))).containsOnly(6);
        assertThat(shares.allOf(7, List.of(last, one, first)).sequencedKeySet())
                .containsExactly(first.tenant(), one.tenant(), last.tenant());
    }

    @Test
    void areNotSavedUpByATenantWithoutWork() {
        for (int i = 0; i < 100; i++) {
            take(1, one);
        }

        List<Integer> served = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            served.addAll(tenants(take(1, one, two)));
        }

        assertThat(served).filteredOn(tenant -> tenant == 2).hasSizeBetween(4, 6);
    }

    @Test
    void chargeMalformedRowsToTheirTenant() {
        List<TenantShare> both = List.of(one, two);
        for (int claim = 0; claim < 100; claim++) {
            shares.taken(List.of(), List.of(one.tenant()), List.of(one));
        }
        assertThat(shares.sharesOf(100, both))
                .as("alone it has fallen into debt by no more than its last claim")
                .containsEntry(two.tenant(), (100 + FairScheduler.MALFORMED_COST) / 2)
                .containsEntry(one.tenant(), (100 - FairScheduler.MALFORMED_COST) / 2);

        int served = 0;
        for (int claim = 0; claim < 100; claim++) {
            int ofOne = shares.sharesOf(10, both).getOrDefault(one.tenant(), 0);
            List<QueuedComputation> ofTwo = new ArrayList<>();
            for (int i = ofOne; i < 10; i++) {
                ofTwo.add(work(2, "c" + i));
            }
            served += ofTwo.size();
            shares.taken(ofTwo, Collections.nCopies(ofOne, one.tenant()), both);
        }
        assertThat(served).as("of 1,000 places").isGreaterThan(850);
    }

    @Test
    void keepTheOrderOfEachTenant() {
        List<QueuedComputation> ready = List.of(work(1, "a"), work(1, "b"), work(1, "c"), work(2, "d"), work(2, "e"));

        List<QueuedComputation> chosen = shares.choose(ready, 4, List.of(one, two));

        assertThat(chosen.stream().map(c -> QueueFixture.name(c.output().handle())))
                .containsExactly("a", "d", "b", "e");
    }

    @Test
    void askEveryTenantForAsMuchAsItMayGet() {
        assertThat(shares.sharesOf(10, List.of(one, two, heavy)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(one.tenant(), 2, two.tenant(), 2, heavy.tenant(), 6));
        assertThat(shares.sharesOf(2, List.of(one, two, heavy))).hasSize(2);
        assertThat(shares.sharesOf(5, List.of())).isEmpty();
    }

    private List<QueuedComputation> take(int limit, TenantShare... tenants) {
        List<QueuedComputation> ready = new ArrayList<>();
        for (TenantShare turn : tenants) {
            for (int i = 0; i < limit; i++) {
                ready.add(work(turn.tenant().value(), "c" + i));
            }
        }
        List<QueuedComputation> chosen = shares.choose(ready, limit, List.of(tenants));
        shares.taken(chosen, List.of(), List.of(tenants));
        return chosen;
    }

    private static void count(Map<Integer, Integer> served, List<QueuedComputation> chosen) {
        tenants(chosen).forEach(tenant -> served.merge(tenant, 1, Integer::sum));
    }

    private static List<Integer> tenants(List<QueuedComputation> chosen) {
        return chosen.stream().map(computation -> computation.tenant().value()).toList();
    }

    private static TenantShare turn(int tenant, int weight, int priority) {
        return new TenantShare(new TenantId(tenant), weight, priority);
    }

    private static QueuedComputation work(int tenant, String name) {
        Computation computation = new Computation(QueueFixture.handle(name), FheOperation.ADD, List.of());
        return new QueuedComputation(new TenantId(tenant), computation, FheType.UINT8);
    }
}
