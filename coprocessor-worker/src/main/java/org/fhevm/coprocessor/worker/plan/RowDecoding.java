package org.fhevm.coprocessor.worker.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.computation.Operand;
import org.fhevm.coprocessor.common.computation.OperationError;
import org.fhevm.coprocessor.common.computation.OperationErrorText;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;

/**
 * What the columns of a row mean, or why they are malformed. Servers check what they store, but rows may also come from
 * other versions and from people.
 */
public sealed interface RowDecoding {
    /** Length in bytes of the longest handle that is read: any index of the database can store it. */
    int LONGEST_HANDLE = 2048;

    /**
     * Decodes a row.
     *
     * @param stored operands, handles and scalars alike
     * @param hasScalar whether the row announces a scalar; the operation determines which operand it is
     */
    static RowDecoding decode(
            TenantHandle output, int operationCode, int resultTypeCode, StoredOperands stored, boolean hasScalar) {
        Optional<FheOperation> operation = FheOperation.fromCode(operationCode).filter(FheOperation::isComputation);
        if (operation.isEmpty()) {
            return refused(output, new OperationError.UnknownOperation(operationCode));
        }
        Optional<FheType> type = FheType.fromCode(resultTypeCode);
        if (type.isEmpty()) {
            return refused(output, new OperationError.UnknownType(resultTypeCode));
        }
        return switch (stored) {
            case StoredOperands.NoList() -> new Undecodable(output, "its operands are no list of handles and scalars");
            case StoredOperands.Oversized(long bytes) ->
                new Undecodable(
                        output,
                        "its operands take " + bytes + " bytes, and no more than " + StoredOperands.MAXIMUM_BYTES
                                + " are read");
            case StoredOperands.TooMany(int count) ->
                refused(output, new OperationError.WrongOperandCount(operation.get(), count));
            case StoredOperands.Listed(var operands) ->
                decode(output, operation.get(), type.get(), operands, hasScalar);
        };
    }

    /** @param dependencies null where one is missing */
    private static RowDecoding decode(
            TenantHandle output, FheOperation operation, FheType type, byte[][] dependencies, boolean hasScalar) {
        if (dependencies.length != operation.arity()) {
            return refused(output, new OperationError.WrongOperandCount(operation, dependencies.length));
        }
        List<Operand> operands = new ArrayList<>(dependencies.length);
        for (int index = 0; index < dependencies.length; index++) {
            byte[] bytes = dependencies[index];
            if (bytes == null) {
                return new Undecodable(output, "its operand " + (index + 1) + " is missing");
            }
            boolean isScalar = operation.isScalarOperand(index, hasScalar);
            if (!isScalar && bytes.length > LONGEST_HANDLE) {
                return new Undecodable(
                        output, "its operand " + (index + 1) + " is a handle of " + bytes.length + " bytes");
            }
            operands.add(
                    isScalar
                            ? new Operand.Scalar(Bytes.of(bytes))
                            // Trivial encryption by request may have stored any name, so none is refused here.
                            : new Operand.Encrypted(Handle.ofAnyLength(bytes)));
        }
        return new Decoded(
                new QueuedComputation(output.tenant(), new Computation(output.handle(), operation, operands), type));
    }

    private static RowDecoding refused(TenantHandle output, OperationError error) {
        return new Undecodable(output, OperationErrorText.of(error));
    }

    record Decoded(QueuedComputation computation) implements RowDecoding {}

    /** A row that no worker can ever compute, and the reason for its error message. */
    record Undecodable(TenantHandle output, String reason) implements RowDecoding {}
}
