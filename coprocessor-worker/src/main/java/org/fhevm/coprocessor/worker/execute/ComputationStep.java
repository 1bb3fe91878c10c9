package org.fhevm.coprocessor.worker.execute;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.computation.Operand;
import org.fhevm.coprocessor.common.computation.OperationErrorText;
import org.fhevm.coprocessor.common.computation.OperationRefusedException;
import org.fhevm.coprocessor.common.computation.OperationTyping;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.worker.plan.QueuedComputation;
import org.fhevm.tfhe.operation.FheComputationException;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.FheOperand;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;

/** Runs one computation: gathers the operands, checks their types, and evaluates. */
final class ComputationStep {
    private final ComputationGraph graph;

    ComputationStep(ComputationGraph graph) {
        this.graph = graph;
    }

    /**
     * The inputs of a computation; those that are stored are decompressed.
     *
     * @param evaluator one that counts the bootstraps of this computation
     * @throws UncomputableException with the reason for the computation's row
     */
    Map<Handle, FheValue> inputs(Node node, FheEvaluator evaluator) throws UncomputableException {
        Map<Handle, FheValue> values = new HashMap<>();
        for (Handle input : node.computation().inputs()) {
            values.put(input, graph.value(node, input, evaluator));
        }
        return values;
    }

    /**
     * The result of a computation.
     *
     * @param values its {@link #inputs}
     * @throws UncomputableException with the reason for the computation's row
     */
    FheValue compute(QueuedComputation queued, Map<Handle, FheValue> values, FheEvaluator evaluator)
            throws UncomputableException {
        checkTypes(queued, values);
        List<FheOperand> operands = queued.computation().operands().stream()
                .map(operand -> bound(operand, values))
                .toList();
        try {
            return evaluator.evaluate(queued.operation(), queued.resultType(), operands);
        } catch (FheComputationException e) {
            throw new UncomputableException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Servers check the types that were announced for operands. A stored value may have another one, and other programs
     * may insert rows.
     */
    private static void checkTypes(QueuedComputation queued, Map<Handle, FheValue> values)
            throws UncomputableException {
        FheType type;
        try {
            type = OperationTyping.resultType(
                    queued.computation(), input -> value(input, values).type());
        } catch (OperationRefusedException e) {
            throw new UncomputableException(OperationErrorText.of(e.error()));
        }
        if (type != queued.resultType()) {
            throw new UncomputableException("the result is " + type.backendName() + ", but was announced as "
                    + queued.resultType().backendName());
        }
    }

    /** The operand as the engine takes it: with the value instead of its name. */
    private static FheOperand bound(Operand operand, Map<Handle, FheValue> values) {
        return switch (operand) {
            case Operand.Encrypted(Handle input) -> new FheOperand.Encrypted(value(input, values));
            case Operand.Scalar(Bytes bigEndian) -> new FheOperand.Scalar(bigEndian.array());
        };
    }

    private static FheValue value(Handle input, Map<Handle, FheValue> values) {
        return Objects.requireNonNull(values.get(input), "every input has a value");
    }
}
