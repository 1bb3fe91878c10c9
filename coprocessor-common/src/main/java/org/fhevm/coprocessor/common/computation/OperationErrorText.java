package org.fhevm.coprocessor.common.computation;

import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;

/**
 * The text of operation errors. Names, member order, quoting and spacing are those of the structural dump that the
 * original coprocessor prints of its own error type: clients match on parts of it, so it is part of the wire contract
 * although it looks like debugging output.
 */
public final class OperationErrorText {
    private static final String ONE_BYTE = "expected_scalar_operand_bytes: 1, got_bytes: ";

    private OperationErrorText() {}

    /** The error as a single line: a name, with values in braces or parentheses. */
    public static String of(OperationError error) {
        return switch (error) {
            case OperationError.UnknownOperation(int code) -> "UnknownFheOperation(" + code + ")";
            case OperationError.UnknownType(int code) -> "UnknownFheType(" + code + ")";
            case OperationError.MisplacedScalar(int index) ->
                "FheOperationOnlySecondOperandCanBeScalar { scalar_input_index: " + index
                        + ", only_allowed_scalar_input_index: 1 }";
            case OperationError.ScalarNotAccepted(var operation) ->
                struct("FheOperationDoesntSupportScalar", operation, "scalar_requested: true, scalar_supported: false");
            case OperationError.TooManyScalars(var operation, int received) ->
                struct(
                        "FheOperationOnlyOneOperandCanBeScalar",
                        operation,
                        "scalar_operand_count: " + received + ", max_scalar_operands: 1");
            case OperationError.WrongOperandCount(var operation, int received) ->
                struct(
                        "UnexpectedOperandCountForFheOperation",
                        operation,
                        "expected_operands: " + operation.arity() + ", got_operands: " + received);
            case OperationError.OperandTypesDiffer(var operation, var left, var right) ->
                struct(
                        "FheOperationDoesntHaveUniformTypesAsInput",
                        operation,
                        "operand_types: [" + left.code() + ", " + right.code() + "]");
            case OperationError.BooleanNotAccepted(var operation) ->
                struct("OperationDoesntSupportBooleanInputs", operation, "operand_type: " + FheType.BOOL.code());
            case OperationError.BytesNotAccepted(var operation, var left, var right) ->
                "FheOperationDoesntSupportEbytesAsInput { lhs_handle: \"" + left.hex() + "\", rhs_handle: \""
                        + hex(right) + "\", " + identity(operation) + " }";
            case OperationError.DivisionByScalarZero(var operation, var dividend, var divisor) ->
                "FheOperationScalarDivisionByZero { lhs_handle: \"" + dividend.hex() + "\", rhs_value: \""
                        + divisor.hex() + "\", " + identity(operation) + " }";
            case OperationError.ConditionNotBoolean(var operation, var condition) ->
                struct(
                        "FheIfThenElseUnexpectedOperandTypes",
                        operation,
                        "first_operand_type: " + condition.code() + ", first_expected_operand_type: "
                                + FheType.BOOL.code() + ", first_expected_operand_type_name: \""
                                + FheType.BOOL.backendName() + "\"");
            case OperationError.BranchTypesDiffer(var operation, var ifTrue, var ifFalse) ->
                struct(
                        "FheIfThenElseMismatchingSecondAndThirdOperatorTypes",
                        operation,
                        "second_operand_type: " + ifTrue.code() + ", third_operand_type: " + ifFalse.code());
            case OperationError.CastTargetNotScalar(var operation) ->
                struct(
                        "UnexpectedCastOperandTypes",
                        operation,
                        "expected_operator_combination: [\"handle\", \"scalar\"], "
                                + "got_operand_combination: [\"handle\", \"handle\"]");
            case OperationError.CastTargetSize(var operation, int bytes) ->
                struct("UnexpectedCastOperandSizeForScalarOperand", operation, ONE_BYTE + bytes);
            case OperationError.EncryptOperandNotScalar(var operation) ->
                "AllInputsForTrivialEncryptionMustBeScalar { " + identity(operation) + " }";
            case OperationError.EncryptTypeSize(var operation, int bytes) ->
                struct("UnexpectedTrivialEncryptionOperandSizeForScalarOperand", operation, ONE_BYTE + bytes);
            case OperationError.RandomOperandNotScalar(var operation, int scalars) ->
                struct(
                        "RandOperationInputsMustAllBeScalar",
                        operation,
                        "scalar_operand_count: " + scalars + ", expected_scalar_operand_count: " + operation.arity());
            case OperationError.RandomTypeSize(var operation, int bytes) ->
                struct(
                        "UnexpectedRandOperandSizeForOutputType",
                        operation,
                        "expected_operand_bytes: 1, got_bytes: " + bytes);
        };
    }

    private static String struct(String name, FheOperation operation, String members) {
        return name + " { " + identity(operation) + ", " + members + " }";
    }

    private static String hex(Operand operand) {
        return switch (operand) {
            case Operand.Encrypted(Handle handle) -> handle.hex();
            case Operand.Scalar(Bytes bigEndian) -> bigEndian.hex();
        };
    }

    private static String identity(FheOperation operation) {
        return "fhe_operation: " + operation.code() + ", fhe_operation_name: \"" + operation.errorName() + "\"";
    }
}
