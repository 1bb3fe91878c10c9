package org.fhevm.coprocessor.server.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.computation.OperationError;
import org.fhevm.coprocessor.common.computation.OperationRefusedException;
import org.fhevm.coprocessor.common.computation.OperationTyping;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;

/** Finds the types of results from those of the operands, in dependency order. */
public final class ComputationTyping {
    private static final int GREATEST_ARITY = Arrays.stream(FheOperation.values())
            .mapToInt(FheOperation::arity)
            .max()
            .orElseThrow();

    private ComputationTyping() {}

    /**
     * Refuses computations with more operands than any operation has. Callers observe that a wrong number is refused
     * only once the types of all operands are known. But a few computations with a message full of operands must not
     * make the server look up all of them.
     *
     * @throws CoprocessorException with {@link CoprocessorError.OperationRefused} for the first of them
     */
    public static void refuseExcessiveOperands(List<Computation> ordered) {
        for (Computation computation : ordered) {
            int operands = computation.operands().size();
            if (operands > GREATEST_ARITY) {
                throw new CoprocessorException(new CoprocessorError.OperationRefused(
                        new OperationError.WrongOperandCount(computation.operation(), operands)));
            }
        }
    }

    /**
     * Checks the operands of each computation against the table of operations.
     *
     * @param ordered each after those whose results it uses
     * @param external the types of the operands that none of them produces
     * @return the same computations in the same order
     * @throws CoprocessorException with {@link CoprocessorError.OperationRefused} for the first that is not allowed
     */
    public static List<TypedComputation> type(List<Computation> ordered, Map<Handle, FheType> external) {
        Map<Handle, FheType> types = new HashMap<>(external);
        List<TypedComputation> typed = new ArrayList<>(ordered.size());
        for (Computation computation : ordered) {
            FheType type = resultType(computation, types);
            types.put(computation.output(), type);
            typed.add(new TypedComputation(computation, type));
        }
        return typed;
    }

    private static FheType resultType(Computation computation, Map<Handle, FheType> types) {
        try {
            return OperationTyping.resultType(computation, operand -> known(operand, types));
        } catch (OperationRefusedException e) {
            throw new CoprocessorException(new CoprocessorError.OperationRefused(e.error()));
        }
    }

    private static FheType known(Handle operand, Map<Handle, FheType> types) {
        FheType type = types.get(operand);
        if (type == null) {
            throw new IllegalArgumentException("the type of " + operand + " is not known");
        }
        return type;
    }
}
