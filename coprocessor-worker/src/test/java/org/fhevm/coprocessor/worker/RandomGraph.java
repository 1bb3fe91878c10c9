package org.fhevm.coprocessor.worker;

import static org.fhevm.coprocessor.worker.QueueFixture.addScalar;
import static org.fhevm.coprocessor.worker.QueueFixture.binary;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;

/**
 * Rows over a few names that may be stored, pending, failing and awaited at once, and what must become of each.
 *
 * @param stored values that are there before the first row
 * @param late values that come while rows are computed; no row has their names
 * @param rows in the order in which they are sent; of several with one output the first counts
 */
record RandomGraph(Map<String, Long> stored, Map<String, Long> late, List<Row> rows) {

    /** A computation that adds its inputs and a scalar, or can only fail. */
    record Row(String output, List<String> inputs, boolean fails) {
        TypedComputation computation() {
            if (fails) {
                return binary(FheOperation.BIT_XOR, FheType.UINT64, output, inputs.getFirst(), inputs.getLast());
            }
            return inputs.size() == 1
                    ? addScalar(output, inputs.getFirst(), 1)
                    : binary(FheOperation.ADD, FheType.UINT64, output, inputs.getFirst(), inputs.getLast());
        }
    }

    /** The outcome of a name: a value or a failure, or neither if it waits forever. */
    record Outcome(Map<String, Long> values, Set<String> failed, Set<String> failedByThemselves) {}

    /**
     * @param prefix of all names
     * @param circles whether rows may depend on themselves; then every input arrives, as a row of a circle that also
     *     lacks an input which never arrives may or may not be found
     */
    static RandomGraph of(Random random, String prefix, boolean circles) {
        int names = 4 + random.nextInt(16);
        Map<String, Long> stored = new LinkedHashMap<>(Map.of(prefix + "s", 3L));
        Map<String, Long> late = new LinkedHashMap<>();
        List<Row> rows = new ArrayList<>();
        for (int number = 0; number < names; number++) {
            String name = prefix + number;
            if (random.nextInt(5) == 0) {
                stored.put(name, (long) random.nextInt(100));
            }
            for (int row = random.nextInt(12) == 0 ? 2 : 1; row > 0; row--) {
                List<String> inputs = new ArrayList<>();
                for (int input = 1 + random.nextInt(2); input > 0; input--) {
                    int other = random.nextInt(circles ? names : number + 1);
                    boolean isOther = other != number && random.nextInt(4) > 0;
                    inputs.add(
                            isOther
                                    ? prefix + other
                                    : prefix + (circles ? "sl" : "slu").charAt(random.nextInt(circles ? 2 : 3)));
                }
                rows.add(new Row(name, inputs, random.nextInt(8) == 0));
            }
        }
        late.put(prefix + "l", 11L);
        Collections.shuffle(rows, random);
        return new RandomGraph(stored, late, rows);
    }

    /** The model: what is stored is available; the rest is the least fixed point of "computable" and of "doomed". */
    Outcome outcome() {
        Map<String, Long> values = new HashMap<>(stored);
        values.putAll(late);
        Map<String, Row> open = new LinkedHashMap<>();
        rows.forEach(row -> open.putIfAbsent(row.output(), row));
        open.keySet().removeAll(stored.keySet());
        // Part of a circle that also has a failed input fails for either reason, whichever is met first.
        Set<String> failedByThemselves = new HashSet<>();
        open.values().stream()
                .filter(row -> reaches(row, row.output(), open, new HashSet<>()))
                .forEach(row -> failedByThemselves.add(row.output()));
        Set<String> failed = new HashSet<>(failedByThemselves);
        open.keySet().removeAll(failed);
        while (settle(open, values, failed, failedByThemselves)) {}
        return new Outcome(values, failed, failedByThemselves);
    }

    /**
     * Removes rows whose outcome is clear from the open ones.
     *
     * @return whether there were any
     */
    private static boolean settle(
            Map<String, Row> open, Map<String, Long> values, Set<String> failed, Set<String> failedByThemselves) {
        return open.values().removeIf(row -> {
            if (row.inputs().stream().anyMatch(failed::contains)) {
                return failed.add(row.output());
            }
            if (!values.keySet().containsAll(row.inputs())) {
                return false;
            }
            if (row.fails()) {
                return failed.add(row.output()) & failedByThemselves.add(row.output());
            }
            long scalar = row.inputs().size() == 1 ? 1 : 0;
            values.put(
                    row.output(),
                    scalar + row.inputs().stream().mapToLong(values::get).sum());
            return true;
        });
    }

    /** Whether a row is among those that this one needs, through rows that are still open. */
    private static boolean reaches(Row from, String goal, Map<String, Row> open, Set<String> seen) {
        for (String input : from.inputs()) {
            Row next = open.get(input);
            if (input.equals(goal) || next != null && seen.add(input) && reaches(next, goal, open, seen)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the failure of the row {@code root} can be the cause for which the row {@code failed} fails: it lies
     * before it, through values that are not stored.
     */
    boolean isBehind(String failed, String root) {
        Map<String, Row> open = new LinkedHashMap<>();
        rows.forEach(row -> open.putIfAbsent(row.output(), row));
        open.keySet().removeAll(stored.keySet());
        return reaches(Objects.requireNonNull(open.get(failed)), root, open, new HashSet<>());
    }
}
