package org.fhevm.coprocessor.worker.plan;

import java.util.List;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;

/**
 * A computation of the queue, as its row describes it.
 *
 * @param output the name of the result
 * @param resultType as the row announces it; the types of the operands decide whether that is true
 * @param operands in order
 * @param submission position in the queue; {@link Long#MAX_VALUE} if the row was inserted without one
 */
public record Computation(
        TenantHandle output, FheOperation operation, FheType resultType, List<Operand> operands, long submission) {
    public Computation {
        operands = List.copyOf(operands);
    }

    public TenantId tenant() {
        return output.tenant();
    }

    /** The encrypted operands, each once. */
    public List<Handle> inputs() {
        return operands.stream()
                .filter(Operand.Input.class::isInstance)
                .map(operand -> ((Operand.Input) operand).handle())
                .distinct()
                .toList();
    }

    /** An input's name with the tenant of this computation. */
    public TenantHandle qualified(Handle input) {
        return new TenantHandle(tenant(), input);
    }
}
