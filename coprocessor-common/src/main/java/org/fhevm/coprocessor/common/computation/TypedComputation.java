package org.fhevm.coprocessor.common.computation;

import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.tfhe.operation.FheType;

/** A computation and the type of its result: what a row of the queue states. */
public record TypedComputation(Computation computation, FheType resultType) {
    /** Names the result. */
    public Handle output() {
        return computation.output();
    }
}
