package org.fhevm.coprocessor.cli.computations;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch.Known;
import org.fhevm.coprocessor.cli.computations.repository.StoredComputation;
import org.fhevm.coprocessor.common.id.Handle;

/** Prints dependencies as an indented tree. A handle that occurs again refers to its first occurrence. */
final class DependencyTree {
    /**
     * A longer tree no longer helps the reader. The causes printed below it come from all dependencies nevertheless.
     */
    private static final int MOST_LINES = 100;

    private final PrintWriter out;
    private final Dependencies dependencies;
    private final Set<Handle> printed = new HashSet<>();

    DependencyTree(PrintWriter out, Dependencies dependencies) {
        this.out = out;
        this.dependencies = dependencies;
    }

    void print() {
        print(dependencies.start(), 0);
    }

    private void print(Handle handle, int level) {
        Known value = dependencies.known().get(handle);
        String indented = "  ".repeat(level) + handle.hex() + "  ";
        if (value == null) {
            out.println(indented + "not examined");
            return;
        }
        List<Handle> needed = Dependencies.needed(value);
        boolean again = !printed.add(handle) && !needed.isEmpty();
        out.println(indented + description(value) + (again ? " (see above)" : ""));
        if (again) {
            return;
        }
        for (Handle input : needed) {
            if (printed.size() == MOST_LINES) {
                out.println("  ".repeat(level + 1) + "…");
                return;
            }
            print(input, level + 1);
        }
    }

    private static String description(Known value) {
        String stored = value.stored() ? "stored" : "unknown";
        return value.computation()
                .map(computation ->
                        Descriptions.operation(computation) + ", " + (value.stored() ? stored : progress(computation)))
                .orElse(stored);
    }

    private static String progress(StoredComputation computation) {
        return Descriptions.state(computation.progress()) + ", submitted " + Descriptions.time(computation.age())
                + " ago"
                + (computation.attempts() == 0 ? "" : ", attempts: " + computation.attempts())
                + (computation.lostLeases() == 0 ? "" : ", workers lost with it: " + computation.lostLeases());
    }
}
