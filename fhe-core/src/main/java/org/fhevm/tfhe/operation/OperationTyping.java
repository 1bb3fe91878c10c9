package org.fhevm.tfhe.operation;

import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The type check of one computation: from the row of the table and the operands' types to the result's type.
 *
 * <p>If several things are wrong, the check reports the first in a fixed order, which clients can see: scalars first
 * (number, index), then the number of operands, then their types, then their content.
 */
public final class OperationTyping {
    private OperationTyping() {}

    /**
     * The type of the result of this operation on these operands.
     *
     * @throws OperationRefusedException with the first error, if the operation does not accept them
     */
    public static FheType resultType(FheOperation operation, List<SubmittedOperand> operands)
            throws OperationRefusedException {
        return switch (operation.scalarRule()) {
            case NEVER, RIGHT_ALLOWED, RIGHT_REQUIRED -> typeOfEncrypted(operation, operands);
            case ALL -> typeOfScalars(operation, operands);
        };
    }

    private static FheType typeOfEncrypted(FheOperation operation, List<SubmittedOperand> operands)
            throws OperationRefusedException {
        checkScalars(operation, operands);
        refuseIf(!operation.isComputation(), new OperationError.UnknownOperation(operation.code()));
        checkCount(operation, operands);
        return switch (operation.resultRule()) {
            case NAMED_BY_LAST -> castTarget(operation, operands);
            case SAME_AS_SECOND -> branchType(operation, operands);
            case SAME_AS_FIRST -> uniformType(operation, operands);
            case BOOLEAN -> {
                uniformType(operation, operands);
                yield FheType.BOOL;
            }
        };
    }

    private static void checkScalars(FheOperation operation, List<SubmittedOperand> operands)
            throws OperationRefusedException {
        int scalars = countScalars(operands);
        if (scalars == 0) {
            return;
        }
        refuseIf(scalars > 1, new OperationError.TooManyScalars(operation, scalars));
        refuseIf(operation.scalarRule() == ScalarRule.NEVER, new OperationError.ScalarNotAccepted(operation));
        for (int index = 0; index < operands.size(); index++) {
            if (operands.get(index) instanceof SubmittedOperand.Scalar) {
                checkScalarPlace(operation, index);
            }
        }
    }

    /**
     * Refuses a scalar at an operand index where no operation of this kind takes one.
     *
     * @throws OperationRefusedException if it is refused
     */
    public static void checkScalarPlace(FheOperation operation, int operandIndex) throws OperationRefusedException {
        refuseIf(
                !operation.scalarRule().hasPlaceForScalarAt(operandIndex),
                new OperationError.MisplacedScalar(operandIndex));
    }

    private static FheType uniformType(FheOperation operation, List<SubmittedOperand> operands)
            throws OperationRefusedException {
        var first = (SubmittedOperand.Encrypted) operands.getFirst();
        if (operands.getLast() instanceof SubmittedOperand.Encrypted last) {
            refuseIf(
                    first.type() != last.type(),
                    new OperationError.OperandTypesDiffer(operation, first.type(), last.type()));
        }
        boolean accepted = operation.acceptedTypes().includes(first.type());
        refuseIf(!accepted && first.type().isBool(), new OperationError.BooleanNotAccepted(operation));
        if (operation == FheOperation.DIV
                && operands.getLast() instanceof SubmittedOperand.Scalar scalar
                && ScalarDecoding.isAllZero(scalar.bigEndian())) {
            throw new OperationRefusedException(
                    new OperationError.DivisionByScalarZero(operation, hex(first.handle()), hex(scalar.bigEndian())));
        }
        if (!accepted) {
            throw new OperationRefusedException(
                    new OperationError.BytesNotAccepted(operation, hex(first.handle()), hex(operands.getLast())));
        }
        return first.type();
    }

    private static FheType branchType(FheOperation operation, List<SubmittedOperand> operands)
            throws OperationRefusedException {
        FheType condition = ((SubmittedOperand.Encrypted) operands.get(0)).type();
        FheType ifTrue = ((SubmittedOperand.Encrypted) operands.get(1)).type();
        FheType ifFalse = ((SubmittedOperand.Encrypted) operands.get(2)).type();
        refuseIf(!condition.isBool(), new OperationError.ConditionNotBoolean(operation, condition));
        refuseIf(ifTrue != ifFalse, new OperationError.BranchTypesDiffer(operation, ifTrue, ifFalse));
        return ifTrue;
    }

    private static FheType castTarget(FheOperation operation, List<SubmittedOperand> operands)
            throws OperationRefusedException {
        if (!(operands.getLast() instanceof SubmittedOperand.Scalar target)) {
            throw new OperationRefusedException(new OperationError.CastTargetNotScalar(operation));
        }
        return namedType(target, bytes -> new OperationError.CastTargetSize(operation, bytes));
    }

    private static FheType typeOfScalars(FheOperation operation, List<SubmittedOperand> operands)
            throws OperationRefusedException {
        boolean encrypts = operation == FheOperation.TRIVIAL_ENCRYPT;
        checkCount(operation, operands);
        int scalars = countScalars(operands);
        refuseIf(
                scalars < operands.size(),
                encrypts
                        ? new OperationError.EncryptOperandNotScalar(operation)
                        : new OperationError.RandomOperandNotScalar(operation, scalars));
        return namedType(
                (SubmittedOperand.Scalar) operands.getLast(),
                bytes -> encrypts
                        ? new OperationError.EncryptTypeSize(operation, bytes)
                        : new OperationError.RandomTypeSize(operation, bytes));
    }

    private static FheType namedType(SubmittedOperand.Scalar code, IntFunction<OperationError> wrongSize)
            throws OperationRefusedException {
        if (code.bigEndian().length != 1) {
            throw new OperationRefusedException(wrongSize.apply(code.bigEndian().length));
        }
        return ofCode(Byte.toUnsignedInt(code.bigEndian()[0]));
    }

    /**
     * The type with this code.
     *
     * @throws OperationRefusedException with the code, if there is no such type
     */
    public static FheType ofCode(int code) throws OperationRefusedException {
        return FheType.fromCode(code)
                .orElseThrow(() -> new OperationRefusedException(new OperationError.UnknownType(code)));
    }

    private static void checkCount(FheOperation operation, List<SubmittedOperand> operands)
            throws OperationRefusedException {
        refuseIf(
                operands.size() != operation.arity(), new OperationError.WrongOperandCount(operation, operands.size()));
    }

    private static int countScalars(List<SubmittedOperand> operands) {
        int scalars = 0;
        for (SubmittedOperand operand : operands) {
            if (operand instanceof SubmittedOperand.Scalar) {
                scalars++;
            }
        }
        return scalars;
    }

    private static String hex(SubmittedOperand operand) {
        return switch (operand) {
            case SubmittedOperand.Encrypted encrypted -> hex(encrypted.handle());
            case SubmittedOperand.Scalar scalar -> hex(scalar.bigEndian());
        };
    }

    private static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    private static void refuseIf(boolean wrong, OperationError error) throws OperationRefusedException {
        if (wrong) {
            throw new OperationRefusedException(error);
        }
    }
}
