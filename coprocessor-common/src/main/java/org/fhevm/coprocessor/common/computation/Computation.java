package org.fhevm.coprocessor.common.computation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.tfhe.operation.FheOperation;

/**
 * A computation with well-formed parts. Its operands may not exist, or not fit. Its type is not a part of it: it
 * follows from the operation and the types of the operands.
 *
 * @param output names the result
 * @param operands in order
 */
public record Computation(Handle output, FheOperation operation, List<Operand> operands) {
    public Computation {
        operands = List.copyOf(operands);
    }

    /** The encrypted operands, in order; one that comes twice is listed twice. */
    public List<Handle> dependencies() {
        List<Handle> dependencies = new ArrayList<>(operands.size());
        for (Operand operand : operands) {
            if (operand instanceof Operand.Encrypted(Handle handle)) {
                dependencies.add(handle);
            }
        }
        return dependencies;
    }

    /** The encrypted operands, each once. */
    public List<Handle> inputs() {
        return List.copyOf(new LinkedHashSet<>(dependencies()));
    }

    public boolean hasScalar() {
        return operands.stream().anyMatch(Operand.Scalar.class::isInstance);
    }
}
