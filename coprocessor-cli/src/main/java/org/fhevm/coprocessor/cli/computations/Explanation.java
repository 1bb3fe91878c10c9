package org.fhevm.coprocessor.cli.computations;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch.Known;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Why a computation is not done, for programs.
 *
 * @param done whether its ciphertext is stored
 * @param values it and its dependencies, the nearest first
 * @param whole whether these are all dependencies
 * @param causes what all of them wait for; empty if it is done, or they wait for one another in a circle
 */
record Explanation(int tenant, String handle, boolean done, List<Value> values, boolean whole, List<Cause> causes) {
    static Explanation of(TenantId owner, Dependencies dependencies, Map<Handle, String> causes) {
        Handle start = dependencies.start();
        return new Explanation(
                owner.value(),
                start.hex(),
                Objects.requireNonNull(dependencies.known().get(start)).stored(),
                dependencies.known().values().stream().map(Value::of).toList(),
                dependencies.isWhole(),
                causes.entrySet().stream()
                        .map(cause -> new Cause(cause.getKey().hex(), cause.getValue()))
                        .toList());
    }

    /**
     * A value.
     *
     * @param computation null if no computation has this result
     * @param needs the inputs that it still needs
     */
    record Value(String handle, boolean stored, @Nullable ComputationEntry computation, List<String> needs) {
        static Value of(Known value) {
            return new Value(
                    value.handle().hex(),
                    value.stored(),
                    value.computation().map(ComputationEntry::of).orElse(null),
                    Dependencies.needed(value).stream().map(Handle::hex).toList());
        }
    }

    /** A value that blocks others, and what blocks it. */
    record Cause(String handle, String text) {}
}
