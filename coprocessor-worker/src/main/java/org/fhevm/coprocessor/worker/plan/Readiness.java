package org.fhevm.coprocessor.worker.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;

/**
 * Sorts computations by whether they can be computed now.
 *
 * <p>A computation is ready when each of its inputs is available or is the result of a ready one of the same set. That
 * is the least fixed point of the graph's edges, found by removing computable nodes one by one (Kahn, "Topological
 * sorting of large networks", 1962): linear in edges, whatever the number of paths. Chains, diamonds and joins need no
 * special cases.
 *
 * @param ready producers before consumers, otherwise in queue order
 * @param waiting the rest, each with one input that it waits for
 * @param doomed those that cannot be computed because an input failed
 */
public record Readiness(List<QueuedComputation> ready, List<Waiting> waiting, List<Doomed> doomed) {
    public Readiness {
        ready = List.copyOf(ready);
        waiting = List.copyOf(waiting);
        doomed = List.copyOf(doomed);
    }

    /**
     * Sorts the given computations.
     *
     * @param states states of all inputs: an available one needs no producer, even if one of the computations has its
     *     name
     */
    public static Readiness judge(List<QueuedComputation> computations, Function<TenantHandle, InputState> states) {
        return new Sorting(computations, states).sort();
    }

    public record Waiting(QueuedComputation computation, Handle input) {}

    public record Doomed(QueuedComputation computation, InputState.Failed input) {}

    private static final class Sorting {
        private final List<QueuedComputation> computations;
        private final Function<TenantHandle, InputState> states;
        private final Map<TenantHandle, Integer> producers = new HashMap<>();
        private final Map<Integer, List<Integer>> consumers = new HashMap<>();
        private final int[] missing;
        private final boolean[] isReady;
        private final List<Waiting> waiting = new ArrayList<>();
        private final List<Doomed> doomed = new ArrayList<>();
        /** Indices, lowest first, so that the order of the queue is kept where dependencies allow it. */
        private final PriorityQueue<Integer> computable = new PriorityQueue<>();

        Sorting(List<QueuedComputation> computations, Function<TenantHandle, InputState> states) {
            this.computations = computations;
            this.states = states;
            this.missing = new int[computations.size()];
            this.isReady = new boolean[computations.size()];
            for (int index = 0; index < computations.size(); index++) {
                producers.put(computations.get(index).output(), index);
            }
        }

        Readiness sort() {
            List<Integer> undecided = new ArrayList<>();
            for (int index = 0; index < computations.size(); index++) {
                if (examine(index)) {
                    undecided.add(index);
                }
            }
            List<QueuedComputation> ready = new ArrayList<>();
            while (!computable.isEmpty()) {
                int index = computable.remove();
                isReady[index] = true;
                ready.add(computations.get(index));
                for (int consumer : consumers.getOrDefault(index, List.of())) {
                    if (--missing[consumer] == 0) {
                        computable.add(consumer);
                    }
                }
            }
            // The rest waits for computations of this set that are not computable now.
            for (int index : undecided) {
                if (missing[index] > 0) {
                    waiting.add(new Waiting(computations.get(index), firstUnready(computations.get(index))));
                }
            }
            return new Readiness(ready, waiting, doomed);
        }

        /** Whether the computation waits only for others of the set, so that it is still undecided. */
        private boolean examine(int index) {
            QueuedComputation computation = computations.get(index);
            List<Integer> awaited = new ArrayList<>();
            Handle pending = null;
            for (Handle input : computation.inputs()) {
                TenantHandle qualified = computation.qualified(input);
                switch (states.apply(qualified)) {
                    case InputState.Available() -> {}
                    case InputState.Failed failed -> {
                        doomed.add(new Doomed(computation, failed));
                        return false;
                    }
                    case InputState.Pending() -> {
                        Integer producer = producers.get(qualified);
                        if (producer == null) {
                            pending = input;
                        } else {
                            awaited.add(producer);
                        }
                    }
                }
            }
            if (pending != null) {
                waiting.add(new Waiting(computation, pending));
                return false;
            }
            missing[index] = awaited.size();
            awaited.forEach(producer -> consumers
                    .computeIfAbsent(producer, key -> new ArrayList<>())
                    .add(index));
            if (awaited.isEmpty()) {
                computable.add(index);
                return false;
            }
            return true;
        }

        private Handle firstUnready(QueuedComputation computation) {
            for (Handle input : computation.inputs()) {
                Integer producer = producers.get(computation.qualified(input));
                boolean producerWaits = producer != null && !isReady[producer];
                if (producerWaits && states.apply(computation.qualified(input)) instanceof InputState.Pending) {
                    return input;
                }
            }
            throw new IllegalStateException("nothing keeps " + computation.output());
        }
    }
}
