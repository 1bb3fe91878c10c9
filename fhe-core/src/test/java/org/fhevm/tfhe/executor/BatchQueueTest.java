package org.fhevm.tfhe.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Entries are named after their round, with a number. */
class BatchQueueTest {
    private static final int MAXIMUM = 4;

    private final BatchQueue<String, String, String> queue = new BatchQueue<>();

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
            queue.add(key, round, round + i);
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
