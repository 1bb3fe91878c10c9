package org.fhevm.coprocessor.worker.execute;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.worker.plan.Computation;
import org.fhevm.coprocessor.worker.plan.Operand;
import org.fhevm.tfhe.executor.BootstrapCounter;
import org.fhevm.tfhe.operation.FheComputationException;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.FheOperand;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.operation.OperationRefusedException;
import org.fhevm.tfhe.operation.OperationTyping;
import org.fhevm.tfhe.operation.SubmittedOperand;

/** Runs one computation: gathers the operands, checks their types, and evaluates. */
final class ComputationStep {
    private final ComputationGraph graph;

    ComputationStep(ComputationGraph graph) {
        this.graph = graph;
    }

    /**
     * @param counter counts the bootstraps of this computation, those that restore its stored inputs included
     * @throws UncomputableException with the reason for the computation's row
     */
    FheValue compute(Node node, BootstrapCounter counter) throws UncomputableException {
        Computation computation = node.computation();
        FheEvaluator evaluator = node.batch().evaluator().withCounter(counter);
        List<FheOperand> operands = new ArrayList<>();
        List<SubmittedOperand> types = new ArrayList<>();
        for (Operand operand : computation.operands()) {
            switch (operand) {
                case Operand.Scalar(byte[] bigEndian) -> {
                    operands.add(new FheOperand.Scalar(bigEndian));
                    types.add(new SubmittedOperand.Scalar(bigEndian));
                }
                case Operand.Input(var handle) -> {
                    FheValue value = graph.value(node, handle, evaluator);
                    operands.add(new FheOperand.Encrypted(value));
                    types.add(new SubmittedOperand.Encrypted(handle.bytes(), value.type()));
                }
            }
        }
        checkTypes(computation, types);
        try {
            return evaluator.evaluate(computation.operation(), computation.resultType(), operands);
        } catch (FheComputationException e) {
            throw new UncomputableException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Servers check the types that were announced for operands. A stored value may have another one, and other programs
     * may insert rows.
     */
    private static void checkTypes(Computation computation, List<SubmittedOperand> operands)
            throws UncomputableException {
        FheType type;
        try {
            type = OperationTyping.resultType(computation.operation(), operands);
        } catch (OperationRefusedException e) {
            throw new UncomputableException(e.error().text());
        }
        if (type != computation.resultType()) {
            throw new UncomputableException("the result is " + type.backendName() + ", but was announced as "
                    + computation.resultType().backendName());
        }
    }
}
