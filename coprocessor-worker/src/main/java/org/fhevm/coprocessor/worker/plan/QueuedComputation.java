package org.fhevm.coprocessor.worker.plan;

import java.util.List;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;

/**
 * A computation of the queue, as its row describes it.
 *
 * @param resultType as the row announces it; the types of the operands decide whether that is true
 */
public record QueuedComputation(TenantId tenant, Computation computation, FheType resultType) {
    /** The name of the result. */
    public TenantHandle output() {
        return qualified(computation.output());
    }

    public FheOperation operation() {
        return computation.operation();
    }

    /** The encrypted operands, each once. */
    public List<Handle> inputs() {
        return computation.inputs();
    }

    /** The name of a value of this computation, with its tenant. */
    public TenantHandle qualified(Handle handle) {
        return new TenantHandle(tenant, handle);
    }
}
