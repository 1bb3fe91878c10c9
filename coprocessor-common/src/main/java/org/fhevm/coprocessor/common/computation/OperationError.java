package org.fhevm.coprocessor.common.computation;

import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;

/**
 * The reason for the refusal of an operation on operands of given types. {@link OperationErrorText} turns it into the
 * text that clients know.
 */
public sealed interface OperationError {
    /** A number that is not in the table of operations, or not a computation. */
    record UnknownOperation(int code) implements OperationError {}

    /** A number that is not in the table of types. */
    record UnknownType(int code) implements OperationError {}

    /** A scalar at an index where no operation of its kind takes one. */
    record MisplacedScalar(int operandIndex) implements OperationError {}

    /** A scalar in an operation that takes none. */
    record ScalarNotAccepted(FheOperation operation) implements OperationError {}

    /** More scalars than the one that the operation can take. */
    record TooManyScalars(FheOperation operation, int received) implements OperationError {}

    record WrongOperandCount(FheOperation operation, int received) implements OperationError {}

    /** Two encrypted operands that should be of one type. */
    record OperandTypesDiffer(FheOperation operation, FheType left, FheType right) implements OperationError {}

    record BooleanNotAccepted(FheOperation operation) implements OperationError {}

    /** Arithmetic on a type that contracts use as a byte string. */
    record BytesNotAccepted(FheOperation operation, Handle left, Operand right) implements OperationError {}

    /** A division by a scalar that has only zero bytes. */
    record DivisionByScalarZero(FheOperation operation, Handle dividend, Bytes divisor) implements OperationError {}

    record ConditionNotBoolean(FheOperation operation, FheType condition) implements OperationError {}

    /** The two branches of a choice should be of one type. */
    record BranchTypesDiffer(FheOperation operation, FheType ifTrue, FheType ifFalse) implements OperationError {}

    /** The target of a cast was given as a handle. */
    record CastTargetNotScalar(FheOperation operation) implements OperationError {}

    record CastTargetSize(FheOperation operation, int bytes) implements OperationError {}

    /** A trivial encryption whose operand is a handle. */
    record EncryptOperandNotScalar(FheOperation operation) implements OperationError {}

    record EncryptTypeSize(FheOperation operation, int bytes) implements OperationError {}

    /** A handle among the operands of a random draw. */
    record RandomOperandNotScalar(FheOperation operation, int scalars) implements OperationError {}

    record RandomTypeSize(FheOperation operation, int bytes) implements OperationError {}
}
