package org.fhevm.coprocessor.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.computation.Operand;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.tfhe.operation.FheOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DependencyOrderTest {

    @Test
    void aComputationMayStandBeforeTheOnesItUses() {
        DependencyOrder.Ordered ordered = DependencyOrder.of(List.of(sub("03", "04", "05"), sub("04", "01", "02")));

        assertThat(outputs(ordered.computations())).containsExactly("0x04", "0x03");
        assertThat(ordered.external()).containsExactlyInAnyOrder(handle("01"), handle("02"), handle("05"));
    }

    @Test
    void independentComputationsKeepTheirOrder() {
        DependencyOrder.Ordered ordered =
                DependencyOrder.of(List.of(sub("09", "01", "02"), sub("03", "01", "02"), sub("06", "01", "01")));
        assertThat(outputs(ordered.computations())).containsExactly("0x09", "0x03", "0x06");
    }

    @Test
    void nothingIsOrderedToo() {
        assertThat(DependencyOrder.of(List.of()).computations()).isEmpty();
    }

    @Test
    void aCycleIsReportedByOnePair() {
        assertCycle(List.of(sub("00", "01", "02"), sub("01", "00", "02")), "0x01", "0x00");
        assertCycle(List.of(sub("00", "01", "03"), sub("03", "02", "04"), sub("04", "00", "02")), "0x04", "0x00");
    }

    @Test
    void whatWaitsForACycleButStandsFirstInTheLineIsReportedToo() {
        // 07 is not on the cycle, yet it cannot be computed and its list [1] sorts before [2].
        assertCycle(List.of(sub("07", "01", "05"), sub("01", "02", "05"), sub("02", "01", "05")), "0x07", "0x01");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void agreesWithSweepingLiterally(int seed) {
        Random random = new Random(seed);
        int cycles = 0;
        for (int round = 0; round < 2000; round++) {
            List<Computation> computations = randomComputations(random, 1 + random.nextInt(9));
            Outcome expected = sweepLiterally(computations);
            Outcome actual;
            try {
                actual = new Outcome(outputs(DependencyOrder.of(computations).computations()), Optional.empty());
            } catch (CoprocessorException e) {
                cycles++;
                actual = new Outcome(List.of(), Optional.of(e.error()));
            }
            assertThat(actual)
                    .as("seed %d round %d: %s", seed, round, computations)
                    .isEqualTo(expected);
        }
        assertThat(cycles).as("rounds with a cycle").isBetween(100, 1900);
    }

    @Test
    void aLongChainInTheWorstOrderTakesNoTime() {
        int length = 50_000;
        List<Computation> chain = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            chain.add(sub(hex(i), i == 0 ? "ffffffff" : hex(i - 1), "ffffffff"));
        }
        Collections.reverse(chain);
        long start = System.nanoTime();
        List<Computation> ordered = DependencyOrder.of(chain).computations();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        Collections.reverse(chain);
        assertThat(ordered).isEqualTo(chain);
    }

    private record Outcome(List<String> order, Optional<CoprocessorError> error) {}

    /** The definition, word for word. */
    private static Outcome sweepLiterally(List<Computation> computations) {
        List<Handle> all = computations.stream().map(Computation::output).toList();
        List<Computation> line = new ArrayList<>(computations);
        line.sort((left, right) -> Arrays.compare(positions(left, all), positions(right, all)));
        Set<Handle> pending = new HashSet<>(all);
        List<String> order = new ArrayList<>();
        while (!line.isEmpty()) {
            int before = line.size();
            for (Computation computation : List.copyOf(line)) {
                if (computation.dependencies().stream().noneMatch(pending::contains)) {
                    line.remove(computation);
                    pending.remove(computation.output());
                    order.add(computation.output().hex());
                }
            }
            if (line.size() == before) {
                Computation first = line.getFirst();
                Handle dependency = first.dependencies().stream()
                        .filter(pending::contains)
                        .findFirst()
                        .orElseThrow();
                return new Outcome(
                        List.of(), Optional.of(new CoprocessorError.CircularDependency(first.output(), dependency)));
            }
        }
        return new Outcome(order, Optional.empty());
    }

    private static int[] positions(Computation computation, List<Handle> all) {
        return computation.dependencies().stream()
                .map(all::indexOf)
                .filter(index -> index >= 0)
                .sorted(Collections.reverseOrder())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static List<Computation> randomComputations(Random random, int count) {
        List<Computation> computations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String[] inputs = new String[1 + random.nextInt(3)];
            for (int k = 0; k < inputs.length; k++) {
                int input = random.nextInt(2 * count);
                inputs[k] = hex(input == i ? count : input);
            }
            computations.add(sub(hex(i), inputs));
        }
        Collections.shuffle(computations, random);
        return computations;
    }

    private static void assertCycle(List<Computation> computations, String output, String dependency) {
        assertThatThrownBy(() -> DependencyOrder.of(computations))
                .isInstanceOfSatisfying(
                        CoprocessorException.class,
                        e -> assertThat(e.error())
                                .isEqualTo(
                                        new CoprocessorError.CircularDependency(handle(output), handle(dependency))));
    }

    private static Computation sub(String output, String... inputs) {
        return new Computation(
                handle(output),
                FheOperation.SUB,
                Stream.of(inputs)
                        .<Operand>map(input -> new Operand.Encrypted(handle(input)))
                        .toList());
    }

    private static String hex(int value) {
        return String.format("%08x", value);
    }

    private static Handle handle(String hex) {
        return Handle.fromHex(hex);
    }

    private static List<String> outputs(List<Computation> computations) {
        return computations.stream()
                .map(computation -> computation.output().hex())
                .toList();
    }
}
