package org.fhevm.coprocessor.cli.computations;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch.Known;
import org.fhevm.coprocessor.cli.computations.repository.Progress;
import org.fhevm.coprocessor.cli.computations.repository.StoredComputation;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * The dependencies of a handle, level by level: its inputs, the inputs of those that are not stored, and so on. One
 * statement reads a level. Each handle is read once, so that a circle ends.
 *
 * @param start the handle at the root
 * @param known all values that were read, the nearest first
 * @param isWhole whether these are all dependencies; false if a limit of depth or number cut them
 */
record Dependencies(Handle start, Map<Handle, Known> known, boolean isWhole) {
    /** Largest number of values that are read. */
    static final int MOST_HANDLES = 2000;

    /** @param depth levels above the start */
    static Dependencies of(ComputationSearch search, TenantId tenant, Handle start, int depth) {
        Map<Handle, Known> known = new LinkedHashMap<>();
        Set<Handle> level = Set.of(start);
        for (int distance = 0; distance <= depth && !level.isEmpty() && known.size() < MOST_HANDLES; distance++) {
            List<Handle> asked =
                    level.stream().limit(MOST_HANDLES - known.size()).toList();
            Map<Handle, Known> answers = search.find(tenant, asked);
            Set<Handle> next = new LinkedHashSet<>(level);
            for (Handle handle : asked) {
                Known answer = Objects.requireNonNull(answers.get(handle), "every question has an answer");
                known.put(handle, answer);
                next.addAll(needed(answer));
            }
            next.removeAll(known.keySet());
            level = next;
        }
        return new Dependencies(start, known, level.isEmpty());
    }

    /** The inputs that a value still needs: none if it is stored or has failed by itself. */
    static List<Handle> needed(Known value) {
        Optional<StoredComputation> computation = value.computation();
        if (value.stored() || computation.isEmpty()) {
            return List.of();
        }
        return switch (computation.get().progress()) {
            case Progress.Done done -> List.of();
            case Progress.Failed(String reason, var root) ->
                root == null ? List.of() : with(computation.get().inputs(), root);
            case Progress.Waiting(Handle input, var unknown) ->
                with(computation.get().inputs(), input);
            case Progress.Leased leased -> computation.get().inputs();
            case Progress.Postponed postponed -> computation.get().inputs();
            case Progress.Ready ready -> computation.get().inputs();
        };
    }

    private static List<Handle> with(List<Handle> inputs, Handle another) {
        List<Handle> all = new ArrayList<>(inputs);
        if (!all.contains(another)) {
            all.add(another);
        }
        return all;
    }
}
