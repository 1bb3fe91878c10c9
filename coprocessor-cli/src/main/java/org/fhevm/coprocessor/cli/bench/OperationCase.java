package org.fhevm.coprocessor.cli.bench;

import org.fhevm.coprocessor.cli.naming.FheNames;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.ScalarRule;

/**
 * One row of the table of figures.
 *
 * @param type of the operands; of the result if there are none
 * @param scalar whether the right operand is clear, for operations that take either
 */
record OperationCase(FheOperation operation, FheType type, boolean scalar) {
    /** The target type of a measured cast: the only one that takes bootstraps. */
    static final FheType CAST_TARGET = FheType.BOOL;

    OperationCase {
        if (scalar && operation.scalarRule() != ScalarRule.RIGHT_ALLOWED) {
            throw new IllegalArgumentException(operation + " has no form with a scalar beside the one without");
        }
    }

    /** Whether the operation exists on this type; an operation on clear operands alone exists on every type. */
    static boolean exists(FheOperation operation, FheType type) {
        return switch (operation.acceptedTypes()) {
            case NONE -> operation.isComputation();
            case ALL, INTEGERS, INTEGERS_AND_BYTES -> operation.acceptedTypes().includes(type);
        };
    }

    /** Encrypted operands whose digits all meet: the work grows with the square of the width. */
    boolean isQuadratic() {
        return !scalar
                && switch (operation) {
                    case MUL, DIV, REM -> true;
                    default -> false;
                };
    }

    /** The operation with the form of its operands, without their type. */
    String label() {
        String name = FheNames.of(operation);
        return operation == FheOperation.CAST
                ? name + " to " + FheNames.of(CAST_TARGET)
                : scalar ? name + " scalar" : name;
    }

    String name() {
        return label() + " " + FheNames.of(type);
    }
}
