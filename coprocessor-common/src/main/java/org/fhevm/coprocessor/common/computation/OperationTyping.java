package org.fhevm.coprocessor.common.computation;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.ScalarDecoding;
import org.fhevm.tfhe.operation.ScalarRule;

/**
 * The type check of one computation: from the row of the engine's table and the operands' types to the result's type.
 *
 * <p>If several things are wrong, the check reports the first in a fixed order, which clients can see: scalars first
 * (number, index), then the number of operands, then their types, then their content.
 */
public final class OperationTyping {
    private final FheOperation operation;
    private final List<Operand> operands;
    private final Function<Handle, FheType> types;

    private OperationTyping(Computation computation, Function<Handle, FheType> types) {
        this.operation = computation.operation();
        this.operands = computation.operands();
        this.types = types;
    }

    /**
     * The type of a computation's result.
     *
     * @param types the type of each encrypted operand
     * @throws OperationRefusedException with the first error, if the operation does not accept the operands
     */
    public static FheType resultType(Computation computation, Function<Handle, FheType> types)
            throws OperationRefusedException {
        return new OperationTyping(computation, types).resultType();
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

    /**
     * The type with this code.
     *
     * @throws OperationRefusedException with the code, if there is no such type
     */
    public static FheType ofCode(int code) throws OperationRefusedException {
        return FheType.fromCode(code)
                .orElseThrow(() -> new OperationRefusedException(new OperationError.UnknownType(code)));
    }

    private FheType resultType() throws OperationRefusedException {
        return switch (operation.scalarRule()) {
            case NEVER, RIGHT_ALLOWED, RIGHT_REQUIRED -> typeOfEncrypted();
            case ALL -> typeOfScalars();
        };
    }

    private FheType typeOfEncrypted() throws OperationRefusedException {
        checkScalars();
        refuseIf(!operation.isComputation(), new OperationError.UnknownOperation(operation.code()));
        checkCount();
        return switch (operation.resultRule()) {
            case NAMED_BY_LAST -> castTarget();
            case SAME_AS_SECOND -> branchType();
            case SAME_AS_FIRST -> uniformType();
            case BOOLEAN -> {
                uniformType();
                yield FheType.BOOL;
            }
        };
    }

    private void checkScalars() throws OperationRefusedException {
        int scalars = countScalars();
        if (scalars == 0) {
            return;
        }
        refuseIf(scalars > 1, new OperationError.TooManyScalars(operation, scalars));
        refuseIf(operation.scalarRule() == ScalarRule.NEVER, new OperationError.ScalarNotAccepted(operation));
        for (int index = 0; index < operands.size(); index++) {
            if (operands.get(index) instanceof Operand.Scalar) {
                checkScalarPlace(operation, index);
            }
        }
    }

    private FheType uniformType() throws OperationRefusedException {
        Handle left = handle(0);
        FheType type = types.apply(left);
        if (operands.getLast() instanceof Operand.Encrypted(Handle right)) {
            refuseIf(
                    type != types.apply(right),
                    new OperationError.OperandTypesDiffer(operation, type, types.apply(right)));
        }
        boolean accepted = operation.acceptedTypes().includes(type);
        refuseIf(!accepted && type.isBool(), new OperationError.BooleanNotAccepted(operation));
        if (operation == FheOperation.DIV && operands.getLast() instanceof Operand.Scalar(var divisor)) {
            refuseIf(
                    ScalarDecoding.isAllZero(divisor.array()),
                    new OperationError.DivisionByScalarZero(operation, left, divisor));
        }
        refuseIf(!accepted, new OperationError.BytesNotAccepted(operation, left, operands.getLast()));
        return type;
    }

    private FheType branchType() throws OperationRefusedException {
        FheType condition = types.apply(handle(0));
        FheType ifTrue = types.apply(handle(1));
        FheType ifFalse = types.apply(handle(2));
        refuseIf(!condition.isBool(), new OperationError.ConditionNotBoolean(operation, condition));
        refuseIf(ifTrue != ifFalse, new OperationError.BranchTypesDiffer(operation, ifTrue, ifFalse));
        return ifTrue;
    }

    private FheType castTarget() throws OperationRefusedException {
        if (operands.getLast() instanceof Operand.Scalar target) {
            return namedType(target, bytes -> new OperationError.CastTargetSize(operation, bytes));
        }
        throw new OperationRefusedException(new OperationError.CastTargetNotScalar(operation));
    }

    private FheType typeOfScalars() throws OperationRefusedException {
        boolean encrypts = operation == FheOperation.TRIVIAL_ENCRYPT;
        checkCount();
        int scalars = countScalars();
        refuseIf(
                scalars < operands.size(),
                encrypts
                        ? new OperationError.EncryptOperandNotScalar(operation)
                        : new OperationError.RandomOperandNotScalar(operation, scalars));
        return namedType(
                (Operand.Scalar) operands.getLast(),
                bytes -> encrypts
                        ? new OperationError.EncryptTypeSize(operation, bytes)
                        : new OperationError.RandomTypeSize(operation, bytes));
    }

    private static FheType namedType(Operand.Scalar code, IntFunction<OperationError> wrongSize)
            throws OperationRefusedException {
        byte[] bytes = code.bigEndian().array();
        if (bytes.length != 1) {
            throw new OperationRefusedException(wrongSize.apply(bytes.length));
        }
        return ofCode(Byte.toUnsignedInt(bytes[0]));
    }

    private void checkCount() throws OperationRefusedException {
        refuseIf(
                operands.size() != operation.arity(), new OperationError.WrongOperandCount(operation, operands.size()));
    }

    private int countScalars() {
        int scalars = 0;
        for (Operand operand : operands) {
            if (operand instanceof Operand.Scalar) {
                scalars++;
            }
        }
        return scalars;
    }

    /** The operand at an index where no scalar can be after {@link #checkScalars}. */
    private Handle handle(int index) {
        return ((Operand.Encrypted) operands.get(index)).handle();
    }

    private static void refuseIf(boolean wrong, OperationError error) throws OperationRefusedException {
        if (wrong) {
            throw new OperationRefusedException(error);
        }
    }
}
