package org.fhevm.coprocessor.worker.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.computation.Operand;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private static final TenantId TENANT = new TenantId(1);

    @Test
    void takesAChainWhoseBeginningIsAvailable() {
        Readiness readiness = judge(Set.of("a"), add("b", "a"), add("c", "b"), add("d", "c"));

        assertThat(names(readiness.ready())).containsExactly("b", "c", "d");
    }

    @Test
    void takesADiamond() {
        Readiness readiness = judge(Set.of("a"), add("b", "a"), add("c", "a"), add("d", "b", "c"));

        assertThat(names(readiness.ready())).containsExactly("b", "c", "d");
    }

    @Test
    void putsProducersBeforeConsumersWhateverTheOrderOfTheQueue() {
        Readiness readiness = judge(Set.of("a"), add("d", "b", "c"), add("c", "b"), add("b", "a"));

        assertThat(names(readiness.ready())).containsExactly("b", "c", "d");
    }

    @Test
    void keepsTheOrderOfTheQueueWhereNothingDepends() {
        Readiness readiness = judge(Set.of("a"), add("z", "a"), add("y", "a"), add("b", "z"), add("x", "a"));

        assertThat(names(readiness.ready())).containsExactly("z", "y", "b", "x");
    }

    @Test
    void namesAnInputThatKeepsAComputation() {
        Readiness readiness = judge(Set.of("a"), add("b", "a", "p"), add("c", "b"), add("d", "a"));

        assertThat(names(readiness.ready())).containsExactly("d");
        assertThat(readiness.waiting())
                .extracting(row -> name(row.computation()) + " for " + text(row.input()))
                .containsExactlyInAnyOrder("b for p", "c for b");
    }

    @Test
    void waitsForTheUnreadyOneOfTwoProducers() {
        Readiness readiness = judge(Set.of("a"), add("b", "a"), add("c", "p"), add("d", "b", "c"));

        assertThat(names(readiness.ready())).containsExactly("b");
        assertThat(readiness.waiting())
                .extracting(row -> name(row.computation()) + " for " + text(row.input()))
                .containsExactlyInAnyOrder("c for p", "d for c");
    }

    @Test
    void letsEveryMemberOfACycleWait() {
        Readiness readiness = judge(Set.of(), add("a", "b"), add("b", "a"), add("c", "c"));

        assertThat(readiness.ready()).isEmpty();
        assertThat(readiness.waiting())
                .extracting(row -> name(row.computation()) + " for " + text(row.input()))
                .containsExactlyInAnyOrder("a for b", "b for a", "c for c");
    }

    @Test
    void doomsWhatHasAFailedInput() {
        InputState.Failed failed = new InputState.Failed(handle("r"), "division by zero");
        Readiness readiness = Readiness.judge(
                List.of(add("b", "a", "f"), add("c", "a")),
                input -> input.handle().equals(handle("f")) ? failed : new InputState.Available());

        assertThat(names(readiness.ready())).containsExactly("c");
        assertThat(readiness.doomed()).singleElement().satisfies(row -> {
            assertThat(name(row.computation())).isEqualTo("b");
            assertThat(row.input()).isEqualTo(failed);
        });
    }

    @Test
    void usesAnInputTwiceAndCountsItOnce() {
        assertThat(names(judge(Set.of("a"), add("b", "a"), add("c", "b", "b")).ready()))
                .containsExactly("b", "c");
    }

    @Test
    void doesNotEnumeratePaths() {
        // 60 diamonds in a row have 2^60 paths.
        List<QueuedComputation> diamonds = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            diamonds.add(add("l" + (i + 1), "j" + i));
            diamonds.add(add("r" + (i + 1), "j" + i));
            diamonds.add(add("j" + (i + 1), "l" + (i + 1), "r" + (i + 1)));
        }

        Readiness readiness = judge(Set.of("j0"), diamonds.toArray(QueuedComputation[]::new));

        assertThat(readiness.ready()).hasSize(180);
    }

    @Test
    void measuresTheLongestChainBehindEach() {
        List<QueuedComputation> graph = List.of(add("b", "a"), add("c", "b"), add("d", "c"), add("e", "b"));

        CriticalPath path = new CriticalPath(graph);

        assertThat(path.length(graph.get(0))).isEqualTo(3 * path.length(graph.get(2)));
        assertThat(path.length(graph.get(1))).isEqualTo(2 * path.length(graph.get(2)));
        assertThat(path.length(graph.get(3))).isEqualTo(path.length(graph.get(2)));
    }

    private static Readiness judge(Set<String> available, QueuedComputation... computations) {
        return Readiness.judge(
                List.of(computations),
                input -> available.contains(text(input.handle()))
                        ? new InputState.Available()
                        : new InputState.Pending());
    }

    private static QueuedComputation add(String output, String... inputs) {
        List<Operand> operands = Stream.concat(Arrays.stream(inputs), Arrays.stream(inputs))
                .limit(2)
                .<Operand>map(input -> new Operand.Encrypted(handle(input)))
                .toList();
        return new QueuedComputation(
                TENANT, new Computation(handle(output), FheOperation.ADD, operands), FheType.UINT8);
    }

    private static Handle handle(String name) {
        return Handle.of(name.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private static String text(Handle handle) {
        return new String(handle.bytes(), java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static String name(QueuedComputation computation) {
        return text(computation.output().handle());
    }

    private static List<String> names(List<QueuedComputation> computations) {
        return computations.stream().map(ReadinessTest::name).toList();
    }
}
