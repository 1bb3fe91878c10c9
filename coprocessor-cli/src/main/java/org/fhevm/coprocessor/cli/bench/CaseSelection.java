package org.fhevm.coprocessor.cli.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.cli.naming.FheNames;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.ScalarRule;

/** Selects the operations and types to measure. */
final class CaseSelection {
    static final List<FheOperation> OPERATIONS = Arrays.stream(FheOperation.values())
            .filter(FheOperation::isComputation)
            .toList();

    /** Beyond this width encrypted multiplication and division take minutes. They are measured only on request. */
    private static final int WIDEST_QUADRATIC = 64;

    private CaseSelection() {}

    /** All operations that the types have, in the order of the table of operations. */
    static List<OperationCase> ofAll(List<FheType> types, boolean withScalars) {
        return cases(OPERATIONS, types, withScalars).stream()
                .filter(aCase -> !aCase.isQuadratic() || aCase.type().bits() <= WIDEST_QUADRATIC)
                .toList();
    }

    /**
     * These operations.
     *
     * @throws IllegalArgumentException if one exists for none of the types
     */
    static List<OperationCase> of(List<FheOperation> operations, List<FheType> types, boolean withScalars) {
        for (FheOperation operation : operations) {
            if (types.stream().noneMatch(type -> OperationCase.exists(operation, type))) {
                throw new IllegalArgumentException("there is no " + FheNames.of(operation) + " on "
                        + types.stream().map(FheNames::of).collect(Collectors.joining(", ")));
            }
        }
        return cases(operations, types, withScalars);
    }

    private static List<OperationCase> cases(List<FheOperation> operations, List<FheType> types, boolean withScalars) {
        List<OperationCase> cases = new ArrayList<>();
        for (FheOperation operation : operations) {
            List<FheType> having = types.stream()
                    .filter(type -> OperationCase.exists(operation, type))
                    .toList();
            having.forEach(type -> cases.add(new OperationCase(operation, type, false)));
            if (withScalars && operation.scalarRule() == ScalarRule.RIGHT_ALLOWED) {
                having.forEach(type -> cases.add(new OperationCase(operation, type, true)));
            }
        }
        return cases;
    }
}
