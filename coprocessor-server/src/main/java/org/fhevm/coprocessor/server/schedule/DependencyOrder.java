package org.fhevm.coprocessor.server.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.Handle;

/**
 * An order in which each computation of a request comes after those whose results it uses.
 *
 * <p>The order is observable: with several faults in a request it decides which one is reported, and a cycle is
 * reported as one pair of handles. Both follow from a definition by sweeps. Line the computations up by their
 * dependencies within the request: each has the list of their positions, descending; the lists are compared
 * lexicographically, equal ones keep the order of the request. Then sweep the line from front to back, again and again,
 * and take out each computation that depends on none left in it. If a sweep takes nothing out, there is a cycle, and
 * the first computation in the line is reported with its first input that is still in the line.
 *
 * <p>Sweeping literally is quadratic for a long chain in an unfortunate order. The same order comes out of two passes:
 * a computation goes in the sweep of its latest dependency, or the one after if the dependency is behind it in the
 * line. These numbers follow from one topological pass (Kahn, 1962), and the computations that the pass does not reach
 * are those that the sweeps would leave.
 */
public final class DependencyOrder {
    private final List<Computation> computations;
    private final Map<Handle, Integer> producers = new HashMap<>();
    private final Set<Handle> external = new LinkedHashSet<>();
    /** For each computation the computations of the request that it uses, by index, with repetitions, in order. */
    private final int[][] dependencies;

    private DependencyOrder(List<Computation> computations) {
        this.computations = computations;
        this.dependencies = new int[computations.size()][];
        for (int index = 0; index < computations.size(); index++) {
            producers.put(computations.get(index).output(), index);
        }
        for (int index = 0; index < computations.size(); index++) {
            dependencies[index] = resolve(computations.get(index).dependencies());
        }
    }

    private int[] resolve(List<Handle> handles) {
        int[] resolved = new int[handles.size()];
        int count = 0;
        for (Handle handle : handles) {
            Integer producer = producers.get(handle);
            if (producer == null) {
                external.add(handle);
            } else {
                resolved[count++] = producer;
            }
        }
        return Arrays.copyOf(resolved, count);
    }

    /**
     * The computations of a request in order, and the handles they use that none of them produces.
     *
     * @param computations with distinct outputs
     * @throws CoprocessorException with {@link CoprocessorError.CircularDependency} if some of them wait for each other
     */
    public static Ordered of(List<Computation> computations) {
        DependencyOrder order = new DependencyOrder(computations);
        return new Ordered(order.sorted(), order.external);
    }

    private List<Computation> sorted() {
        Integer[] line = line();
        int[] position = new int[line.length];
        for (int i = 0; i < line.length; i++) {
            position[line[i]] = i;
        }
        int[] sweep = sweeps(position);
        for (int index : line) {
            if (sweep[index] < 0) {
                throw cycleAt(index, sweep);
            }
        }
        Integer[] order = line.clone();
        Arrays.sort(order, Comparator.comparingInt(index -> sweep[index])); // stable: the line decides within a sweep
        return Arrays.stream(order).map(computations::get).toList();
    }

    private Integer[] line() {
        int[][] descending = new int[dependencies.length][];
        Integer[] line = new Integer[dependencies.length];
        for (int index = 0; index < line.length; index++) {
            descending[index] = descending(dependencies[index]);
            line[index] = index;
        }
        Arrays.sort(line, (left, right) -> Arrays.compare(descending[left], descending[right]));
        return line;
    }

    private static int[] descending(int[] values) {
        int[] sorted = values.clone();
        Arrays.sort(sorted);
        for (int i = 0, j = sorted.length - 1; i < j; i++, j--) {
            int swapped = sorted[i];
            sorted[i] = sorted[j];
            sorted[j] = swapped;
        }
        return sorted;
    }

    /** The number of the sweep that takes out each computation, or -1 if none does. */
    private int[] sweeps(int[] position) {
        int[] sweep = new int[dependencies.length];
        int[] unmet = new int[dependencies.length];
        List<List<Integer>> users = new ArrayList<>(dependencies.length);
        for (int index = 0; index < dependencies.length; index++) {
            users.add(new ArrayList<>());
        }
        ArrayDeque<Integer> ready = new ArrayDeque<>();
        for (int index = 0; index < dependencies.length; index++) {
            unmet[index] = dependencies[index].length;
            for (int dependency : dependencies[index]) {
                users.get(dependency).add(index);
            }
            if (unmet[index] == 0) {
                ready.add(index);
            }
        }
        while (!ready.isEmpty()) {
            int done = ready.remove();
            for (int user : users.get(done)) {
                int earliest = position[done] < position[user] ? sweep[done] : sweep[done] + 1;
                sweep[user] = Math.max(sweep[user], earliest);
                if (--unmet[user] == 0) {
                    ready.add(user);
                }
            }
        }
        for (int index = 0; index < sweep.length; index++) {
            if (unmet[index] > 0) {
                sweep[index] = -1;
            }
        }
        return sweep;
    }

    private CoprocessorException cycleAt(int index, int[] sweep) {
        for (int dependency : dependencies[index]) {
            if (sweep[dependency] < 0) {
                return new CoprocessorException(new CoprocessorError.CircularDependency(
                        computations.get(index).output(),
                        computations.get(dependency).output()));
            }
        }
        throw new AssertionError("a computation is left over although its dependencies are not");
    }

    /**
     * The outcome.
     *
     * @param computations each after its dependencies
     * @param external handles that have to exist already
     */
    public record Ordered(List<Computation> computations, Set<Handle> external) {}
}
