package org.fhevm.coprocessor.server.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.server.usecase.FairTurns.Request;
import org.fhevm.coprocessor.server.usecase.FairTurns.Turn;
import org.junit.jupiter.api.Test;

class FairTurnsTest {

    private static final TenantId A = new TenantId(1);
    private static final TenantId B = new TenantId(2);
    private static final TenantId C = new TenantId(3);

    /** As the most turns of one tenant: no bound. */
    private static final int ANY = Integer.MAX_VALUE;

    private final FairTurns turns = new FairTurns(16, 16 * 1024);

    private static List<Turn> add(FairTurns turns, Request request, int count, int blocks) {
        return IntStream.range(0, count)
                .mapToObj(i -> turns.add(request, blocks))
                .toList();
    }

    private List<Turn> add(Request request, int count, int blocks) {
        return add(turns, request, count, blocks);
    }

    @Test
    void aTenantAloneLeavesAQuarterFreeForNewcomers() {
        add(new Request(A), 100, 32);
        assertThat(turns.start(ANY)).hasSize(12);

        Turn newcomer = turns.add(new Request(B), 32);

        assertThat(turns.start(ANY)).containsExactly(newcomer);
    }

    @Test
    void aTenantRunsNoMoreTurnsThanItMay() {
        Request ofA = new Request(A);
        add(ofA, 10, 32);
        List<Turn> started = turns.start(2);
        assertThat(started).hasSize(2);
        Turn newcomer = turns.add(new Request(B), 32);
        assertThat(turns.start(2)).containsExactly(newcomer);

        turns.end(started.getFirst());

        assertThat(turns.start(2)).hasSize(1);
        assertThat(turns.start(4)).hasSize(2);
    }

    @Test
    void theOnlyPlaceIsForAnyone() {
        FairTurns one = new FairTurns(1, 1024);
        Turn first = one.add(new Request(A), 32);
        Turn second = one.add(new Request(A), 32);
        assertThat(one.start(ANY)).containsExactly(first);
        assertThat(one.start(ANY)).isEmpty();
        one.end(first);
        assertThat(one.start(ANY)).containsExactly(second);
    }

    @Test
    void tenantsAreServedRoundRobinHoweverManyRequestsTheyHave() {
        FairTurns one = new FairTurns(1, 1024);
        IntStream.range(0, 24).forEach(i -> add(one, new Request(A), 10, 32));
        add(one, new Request(B), 10, 32);
        add(one, new Request(C), 10, 32);
        List<TenantId> served = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Turn turn = one.start(ANY).getFirst();
            served.add(turn.request().tenant());
            one.end(turn);
        }
        assertThat(served).containsExactly(A, B, C, A, B, C, A, B, C);
    }

    @Test
    void theRequestsOfATenantAreServedRoundRobin() {
        FairTurns one = new FairTurns(1, 1024);
        Request large = new Request(A);
        add(one, large, 100, 32);
        Request small = new Request(A);
        add(one, small, 2, 32);
        List<Request> served = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Turn turn = one.start(ANY).getFirst();
            served.add(turn.request());
            one.end(turn);
        }
        assertThat(served).containsExactly(large, small, large, small, large);
    }

    @Test
    void workThatHasBegunGoesOnBeforeTheNextOfItsRequest() {
        FairTurns one = new FairTurns(1, 4096);
        Request request = new Request(A);
        Turn wide = one.add(request, 1024);
        Turn next = one.add(request, 32);
        assertThat(one.start(ANY)).containsExactly(wide);
        one.yield(wide);
        assertThat(one.start(ANY)).containsExactly(wide);
        assertThat(one.heldBlocks()).isEqualTo(1024);
        one.end(wide);
        assertThat(one.start(ANY)).containsExactly(next);
        assertThat(one.heldBlocks()).isEqualTo(32);
    }

    @Test
    void betweenItsTurnsWideWorkGivesWayToOtherTenants() {
        FairTurns one = new FairTurns(1, 4096);
        Turn wide = one.add(new Request(A), 1024);
        assertThat(one.start(ANY)).containsExactly(wide);
        Turn small = one.add(new Request(B), 1);
        one.yield(wide);
        assertThat(one.start(ANY)).containsExactly(small);
        one.end(small);
        assertThat(one.start(ANY)).containsExactly(wide);
    }

    @Test
    void blocksInMemoryAreBoundedAndAQuarterIsLeftForNewcomers() {
        add(new Request(A), 16, 1024);
        assertThat(turns.start(ANY)).hasSize(12);
        assertThat(turns.heldBlocks()).isEqualTo(12 * 1024);
        List<Turn> ofB = add(new Request(B), 16, 1024);
        assertThat(turns.start(ANY)).containsExactlyElementsOf(ofB.subList(0, 3));
        Turn small = turns.add(new Request(C), 32);
        assertThat(turns.start(ANY)).containsExactly(small);
        assertThat(turns.heldBlocks()).isLessThanOrEqualTo(16 * 1024);
    }

    @Test
    void workWithMoreBlocksThanThereAreRunsAlone() {
        FairTurns little = new FairTurns(4, 100);
        Turn small = little.add(new Request(A), 10);
        Turn wide = little.add(new Request(B), 1000);
        assertThat(little.start(ANY)).containsExactly(small);
        little.end(small);
        assertThat(little.start(ANY)).containsExactly(wide);
        Turn next = little.add(new Request(A), 10);
        assertThat(little.start(ANY)).isEmpty();
        little.end(wide);
        assertThat(little.start(ANY)).containsExactly(next);
    }

    @Test
    void aTenantWhoseWorkFindsNoRoomIsFirstWhenThereIsRoom() {
        FairTurns little = new FairTurns(8, 2048);
        Turn ofA = little.add(new Request(A), 1024);
        assertThat(little.start(ANY)).containsExactly(ofA);
        Turn ofB = little.add(new Request(B), 1024);
        assertThat(little.start(ANY)).containsExactly(ofB);
        Turn ofC = little.add(new Request(C), 1024);
        assertThat(little.start(ANY)).as("no room").isEmpty();
        Turn againOfA = little.add(new Request(A), 1024);
        little.end(ofA);
        assertThat(little.start(ANY)).containsExactly(ofC);
        little.end(ofB);
        assertThat(little.start(ANY)).containsExactly(againOfA);
    }

    @Test
    void workThatIsWithdrawnLeavesNothingBehind() {
        Request request = new Request(A);
        List<Turn> all = add(request, 20, 1024);
        turns.start(ANY);
        all.forEach(turns::end);
        assertThat(List.of(turns.running(), turns.waiting(), turns.heldBlocks()))
                .containsOnly(0);
        assertThat(turns.start(ANY)).isEmpty();
    }

    /** Seeded: random work of random tenants, with both bounds and progress checked after each step. */
    @Test
    void boundsHoldAndAllWorkIsServedInRandomRuns() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int places = 1 + random.nextInt(8);
            int room = 2048 + random.nextInt(4096);
            FairTurns tested = new FairTurns(places, room);
            List<Turn> running = new ArrayList<>();
            Map<Turn, Integer> partsLeft = new HashMap<>();
            List<Request> requests = IntStream.range(0, 12)
                    .mapToObj(i -> new Request(new TenantId(1 + random.nextInt(5))))
                    .toList();
            for (int step = 0; step < 400 || !partsLeft.isEmpty(); step++) {
                if (step < 400 && random.nextBoolean()) {
                    int blocks = random.nextInt(4) == 0 ? 1024 : 1 + random.nextInt(32);
                    Turn turn = tested.add(requests.get(random.nextInt(requests.size())), blocks);
                    partsLeft.put(turn, Math.ceilDiv(blocks, 32));
                }
                running.addAll(tested.start(ANY));
                assertThat(tested.running()).isEqualTo(running.size()).isLessThanOrEqualTo(places);
                assertThat(tested.heldBlocks()).isLessThanOrEqualTo(room);
                assertThat(running.isEmpty()).as("seed %d: nothing runs", seed).isEqualTo(partsLeft.isEmpty());
                if (!running.isEmpty()) {
                    Turn turn = running.remove(random.nextInt(running.size()));
                    if (partsLeft.merge(turn, -1, Integer::sum) == 0) {
                        partsLeft.remove(turn);
                        tested.end(turn);
                    } else {
                        tested.yield(turn);
                    }
                }
            }
            assertThat(List.of(tested.running(), tested.waiting(), tested.heldBlocks()))
                    .containsOnly(0);
        }
    }
}
