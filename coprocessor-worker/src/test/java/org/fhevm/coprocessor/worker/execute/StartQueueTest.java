package org.fhevm.coprocessor.worker.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.worker.QueueFixture.handle;

import java.util.List;
import org.fhevm.coprocessor.common.id.TenantId;
import org.junit.jupiter.api.Test;

class StartQueueTest {
    private static final TenantId ONE = new TenantId(1);
    private static final TenantId TWO = new TenantId(2);

    private final GraphLock lock = new GraphLock();
    private final TestNodes nodes = new TestNodes(lock);
    /** Four run at once, and three of a tenant alone. */
    private final StartQueue queue = new StartQueue(lock, new InFlightLimits(3, 3, 1));

    private final Node early = nodes.node(ONE, "early", 1, "a");
    private final Node late = nodes.node(ONE, "late", 1, "a");
    private final Node chain = nodes.node(ONE, "chain", 2, "a");
    private final Node more = nodes.node(ONE, "more", 1, "a");
    private final Node other = nodes.node(TWO, "other", 1, "a");

    @Test
    void startsTheShortestChainFirstAndThenInTheOrderOfTheQueue() {
        lock.run(() -> {
            List.of(chain, late, early).forEach(queue::add);

            assertThat(queue.startNext()).contains(early);
            assertThat(queue.startNext()).contains(late);
            assertThat(queue.startNext()).contains(chain);
            assertThat(queue.startNext()).isEmpty();
        });
    }

    /** Four places start four times the rounds of the chain while it could run. */
    @Test
    void aLongChainIsOvertakenForNoLongerThanItTakes() {
        int rounds = early.rounds();
        Node division = nodes.node(ONE, "division", 10 * rounds, "a");
        lock.run(() -> {
            queue.add(division);
            int overtaken = 0;
            Node started = startAfterAdding(overtaken);
            while (started != division) {
                overtaken++;
                queue.stopped(ONE);
                started = startAfterAdding(overtaken);
            }
            assertThat(overtaken).isEqualTo(4 * 10 - 4);
        });
    }

    private Node startAfterAdding(int number) {
        queue.add(nodes.node(ONE, "short" + number, early.rounds(), "a"));
        return queue.startNext().orElseThrow();
    }

    @Test
    void servesTheTenantThatRunsTheFewest() {
        lock.run(() -> {
            List.of(early, late, other).forEach(queue::add);

            assertThat(queue.startNext()).contains(early);
            assertThat(queue.startNext()).contains(other);
            assertThat(queue.startNext()).contains(late);
        });
    }

    @Test
    void keepsRoomForAnotherTenant() {
        lock.run(() -> {
            List.of(early, late, chain, more).forEach(queue::add);
            for (int started = 0; started < 3; started++) {
                assertThat(queue.startNext()).isPresent();
            }
            assertThat(queue.startNext()).as("the fourth is for another tenant").isEmpty();

            queue.add(other);
            assertThat(queue.startNext()).contains(other);

            queue.stopped(TWO);
            assertThat(queue.startNext()).as("as before").isEmpty();
            queue.stopped(ONE);
            assertThat(queue.startNext()).contains(chain);
        });
    }

    @Test
    void theFirstOfATenantStartsEvenIfAllPlacesAreTaken() {
        lock.run(() -> {
            List.of(early, late, chain, other).forEach(queue::add);
            for (int started = 0; started < 4; started++) {
                assertThat(queue.startNext()).isPresent();
            }
            for (int tenant = 3; tenant <= 7; tenant++) {
                queue.add(nodes.node(new TenantId(tenant), "first", 1, "a"));
                queue.add(nodes.node(new TenantId(tenant), "second", 1, "a"));
            }
            for (int started = 4; started < 8; started++) {
                assertThat(queue.startNext()
                                .orElseThrow()
                                .computation()
                                .output()
                                .handle())
                        .isEqualTo(handle("first"));
            }
            assertThat(queue.startNext()).as("twice the places at most").isEmpty();
        });
    }

    @Test
    void doesNotStartWhatWasRemoved() {
        lock.run(() -> {
            queue.add(early);
            queue.remove(early);
            queue.remove(late);

            assertThat(queue.startNext()).isEmpty();
        });
    }
}
