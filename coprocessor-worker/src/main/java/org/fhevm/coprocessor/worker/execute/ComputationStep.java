package org.fhevm.coprocessor.worker.execute;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.computation.Operand;
import org.fhevm.coprocessor.worker.plan.QueuedComputation;
import org.fhevm.tfhe.operation.FheComputationException;
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

    /** @throws UncomputableException with the reason for the computation's row */
    FheValue compute(Node node) throws UncomputableException {
        QueuedComputation computation = node.computation();
        List<FheOperand> operands = new ArrayList<>();
        List<SubmittedOperand> types = new ArrayList<>();
        for (Operand operand : computation.computation().operands()) {
            switch (operand) {
                case Operand.Scalar(Bytes bigEndian) -> {
                    operands.add(new FheOperand.Scalar(bigEndian.array()));
                    types.add(new SubmittedOperand.Scalar(bigEndian.array()));
                }
                case Operand.Encrypted(var handle) -> {
                    FheValue value = graph.value(node, handle);
                    operands.add(new FheOperand.Encrypted(value));
                    types.add(new SubmittedOperand.Encrypted(handle.bytes(), value.type()));
                }
            }
        }
        checkTypes(computation, types);
        try {
            return node.batch().evaluator().evaluate(computation.operation(), computation.resultType(), operands);
        } catch (FheComputationException e) {
            throw new UncomputableException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Servers check the types that were announced for operands. A stored value may have another one, and other programs
     * may insert rows.
     */
    private static void checkTypes(QueuedComputation computation, List<SubmittedOperand> operands)
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
