package org.fhevm.coprocessor.common.repository;

import java.util.List;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;

/**
 * A computation to be stored.
 *
 * @param output the name of the result
 * @param type the type of the result
 * @param operation what to compute
 * @param operands handles and scalars as bytes, in order; borrowed
 * @param hasScalar whether an operand is a scalar. Which one follows from the operation: all of them in trivial
 *     encryption and random draws, the second everywhere else
 */
public record NewComputation(
        Handle output, FheType type, FheOperation operation, List<byte[]> operands, boolean hasScalar) {
    public NewComputation {
        operands = List.copyOf(operands);
    }
}
