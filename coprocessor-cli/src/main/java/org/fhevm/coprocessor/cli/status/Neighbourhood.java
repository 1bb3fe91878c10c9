package org.fhevm.coprocessor.cli.status;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch.Known;
import org.fhevm.coprocessor.common.id.Handle;

/**
 * What is around a handle in one direction: the values that it needs, or the values that need it, level by level. Each
 * handle is read once, so that a circle ends.
 *
 * @param start the handle in the middle
 * @param known the values that were read, the nearest first
 * @param next the neighbours of each of them; those beyond the limits are named here but not known
 */
record Neighbourhood(Handle start, Map<Handle, Known> known, Map<Handle, List<Handle>> next) {
    /** Levels that are read beyond the start. */
    static final int DEPTH = 3;

    /** Largest number of values that are read. */
    static final int MOST_VALUES = 40;

    /**
     * Reads what is around a handle.
     *
     * @param find tells the states of handles
     * @param neighbours tells the neighbours of values of one level; values without neighbours may be missing
     */
    static Neighbourhood of(
            Handle start,
            Function<Collection<Handle>, Map<Handle, Known>> find,
            Function<Collection<Known>, Map<Handle, List<Handle>>> neighbours) {
        Map<Handle, Known> known = new LinkedHashMap<>();
        Map<Handle, List<Handle>> next = new LinkedHashMap<>();
        Set<Handle> level = Set.of(start);
        for (int distance = 0; distance <= DEPTH && !level.isEmpty() && known.size() < MOST_VALUES; distance++) {
            Map<Handle, Known> found =
                    find.apply(level.stream().limit(MOST_VALUES - known.size()).toList());
            known.putAll(found);
            Map<Handle, List<Handle>> edges = neighbours.apply(found.values());
            next.putAll(edges);
            level = new LinkedHashSet<>();
            edges.values().forEach(level::addAll);
            level.removeAll(known.keySet());
        }
        return new Neighbourhood(start, known, next);
    }

    /** The neighbours of a value. */
    List<Handle> next(Handle handle) {
        return next.getOrDefault(handle, List.of());
    }
}
