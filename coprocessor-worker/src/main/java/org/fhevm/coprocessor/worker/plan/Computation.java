package org.fhevm.coprocessor.worker.plan;

import java.util.List;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;

/**
 * A computation of the queue, as far as its row tells.
 *
 * @param output the name of the result
 * @param resultType as announced; the operands' types decide whether it holds
 * @param operands in order
 * @param submission place in the queue
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

    /** The name of an input of this computation among all tenants. */
    public TenantHandle qualified(Handle input) {
        return new TenantHandle(tenant(), input);
    }
}
