package org.fhevm.tfhe.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Entries are named after their round, with a number; a key is named after its owner, perhaps with a suffix. */
class BatchQueueTest {
    private static final int MAXIMUM = 4;

    private final BatchQueue<String, String, String> queue = new BatchQueue<>(key -> key.split("/")[0]);

    @Test
    void anEmptyQueueHasNoBatch() {
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.nextSize()).isZero();
        assertThat(queue.nextSince()).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> queue.take(1, MAXIMUM)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aBatchHasTheEntriesOfOneKeyInOrder() {
        add("key", "a", 3);
        add("other", "b", 1);

        assertThat(queue.nextSize()).isEqualTo(3);
        assertThat(queue.take(1, MAXIMUM)).isEqualTo(new BatchQueue.Batch<>("key", List.of("a0", "a1", "a2")));
        assertThat(queue.take(1, MAXIMUM)).isEqualTo(new BatchQueue.Batch<>("other", List.of("b0")));
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aBatchIsNoLargerThanItsMaximum() {
        add("key", "a", MAXIMUM + 1);

        assertThat(queue.take(1, MAXIMUM).entries()).hasSize(MAXIMUM);
        assertThat(queue.take(1, MAXIMUM).entries()).containsExactly("a4");
    }

    @Test
    void aTakerLeavesTheirShareToOthers() {
        add("key", "a", 7);

        assertThat(queue.take(3, MAXIMUM).entries()).hasSize(3);
        assertThat(queue.take(2, MAXIMUM).entries()).hasSize(2);
        assertThat(queue.take(0, MAXIMUM).entries()).as("none is free: all").hasSize(2);
    }

    @Test
    void roundsOfAKeyAreServedInTurn() {
        add("key", "wide", 3 * MAXIMUM);
        add("key", "small", 2);

        assertThat(taken(4))
                .containsExactly(
                        List.of("wide0", "wide1", "wide2", "wide3"),
                        List.of("small0", "small1", "wide4", "wide5"),
                        List.of("wide6", "wide7", "wide8", "wide9"),
                        List.of("wide10", "wide11"));
    }

    @Test
    void keysAreServedInTurn() {
        add("wide", "a", 3 * MAXIMUM);
        add("small", "b", 1);
        add("wide", "c", 1);

        assertThat(taken(4))
                .containsExactly(
                        List.of("a0", "a1", "a2", "a3"),
                        List.of("b0"),
                        List.of("c0", "a4", "a5", "a6"),
                        List.of("a7", "a8", "a9", "a10"));
    }

    @Test
    void keysOfAnOwnerShareItsTurns() {
        add("wide/blocks", "a", 2 * MAXIMUM);
        add("wide/stored", "b", 2 * MAXIMUM);
        add("small", "c", 2);
        add("small/stored", "d", 1);

        assertThat(taken(6))
                .containsExactly(
                        List.of("a0", "a1", "a2", "a3"),
                        List.of("c0", "c1"),
                        List.of("b0", "b1", "b2", "b3"),
                        List.of("d0"),
                        List.of("a4", "a5", "a6", "a7"),
                        List.of("b4", "b5", "b6", "b7"));
    }

    @Test
    void aKeyThatItsOwnerHasNotUsedLatelyHasTheNextTurn() {
        add("owner/blocks", "a", 10 * MAXIMUM);
        add("other", "b", 10 * MAXIMUM);
        taken(4);
        add("owner/stored", "x", 1);

        assertThat(taken(2)).containsExactly(List.of("x0"), List.of("b8", "b9", "b10", "b11"));
    }

    @Test
    void aNewcomerIsServedBeforeAllWhoHaveHadATurn() {
        for (int other = 0; other < 10; other++) {
            add("busy" + other, "a" + other + "-", 3 * MAXIMUM);
        }
        taken(10);
        add("new", "x", 1);
        add("newer", "y", 1);

        assertThat(taken(2)).containsExactly(List.of("x0"), List.of("y0"));
    }

    /** It had its turn before the others had theirs, and comes back while the first of them has its next one. */
    @Test
    void anOwnerWithASingleEntryHasAsManyTurnsAsOthers() {
        add("single", "s", 1);
        add("one", "a", 10 * MAXIMUM);
        add("two", "b", 10 * MAXIMUM);
        List<String> served = new ArrayList<>();
        for (int turn = 0; turn < 12; turn++) {
            String key = queue.take(1, MAXIMUM).key();
            boolean comesBack = !served.isEmpty() && served.getLast().equals("single");
            served.add(key);
            if (comesBack) {
                add("single", "s", 1);
            }
        }

        assertThat(served.subList(0, 6)).containsExactly("single", "one", "two", "single", "one", "two");
        assertThat(served).filteredOn("single"::equals).hasSize(4);
    }

    @Test
    void shortComputationsComeFirstAndLongOnesKeepAPartOfEachBatch() {
        queue.add("key", "long", "long0", BatchQueue.LONG);
        queue.add("key", "long", "long1", BatchQueue.LONG);
        add("key", "a", 2 * MAXIMUM - 1);

        assertThat(taken(3))
                .containsExactly(List.of("a0", "a1", "a2", "long0"), List.of("a3", "a4", "a5", "long1"), List.of("a6"));
    }

    @Test
    void longComputationsHaveWhatShortOnesLeave() {
        for (int entry = 0; entry < MAXIMUM; entry++) {
            queue.add("key", "long", "long" + entry, BatchQueue.LONG);
        }
        queue.add("key", "a", "a0", BatchQueue.LONG - 1);

        assertThat(taken(2)).containsExactly(List.of("a0", "long0", "long1", "long2"), List.of("long3"));
    }

    @Test
    void otherWorkIsOrderedByItsArrival() {
        long before = queue.arrive();
        add("key", "a", MAXIMUM + 1);
        long after = queue.arrive();

        assertThat(queue.nextSince()).isBetween(before + 1, after - 1);
        queue.take(1, MAXIMUM);
        assertThat(queue.nextSince())
                .as("a queue goes to the back when it was served")
                .isGreaterThan(after);
    }

    @Test
    void aKeyThatComesBackHasNotWaited() {
        add("key", "a", 1);
        queue.take(1, MAXIMUM);
        add("other", "b", 1);
        add("key", "c", 1);

        assertThat(taken(2)).containsExactly(List.of("b0"), List.of("c0"));
    }

    @Test
    void drainingRemovesAllEntries() {
        add("key", "a", 2);
        add("other", "b", MAXIMUM + 1);

        assertThat(queue.drain()).containsExactlyInAnyOrder("a0", "a1", "b0", "b1", "b2", "b3", "b4");
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.drain()).isEmpty();
    }

    private void add(String key, String round, int count) {
        for (int i = 0; i < count; i++) {
            queue.add(key, round, round + i, 0);
        }
    }

    private List<List<String>> taken(int batches) {
        List<List<String>> taken = new ArrayList<>();
        for (int i = 0; i < batches; i++) {
            taken.add(queue.take(1, MAXIMUM).entries());
        }
        return taken;
    }
}
