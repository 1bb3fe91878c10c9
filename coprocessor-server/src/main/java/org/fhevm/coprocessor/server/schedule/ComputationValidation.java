package org.fhevm.coprocessor.server.schedule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.computation.Operand;
import org.fhevm.coprocessor.common.computation.OperationError;
import org.fhevm.coprocessor.common.computation.OperationRefusedException;
import org.fhevm.coprocessor.common.computation.OperationTyping;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.tfhe.operation.FheOperation;

/**
 * Checks the form of the computations of a request, in two passes: first the handles of all results, then operation and
 * operands of each. The first fault found in that order is the one reported.
 */
public final class ComputationValidation {
    private ComputationValidation() {}

    /**
     * The same computations in the same order, in checked form.
     *
     * @throws CoprocessorException for the first fault
     */
    public static List<Computation> validate(List<SubmittedComputation> submitted) {
        List<Handle> outputs = outputs(submitted);
        List<Computation> computations = new ArrayList<>(submitted.size());
        for (int index = 0; index < submitted.size(); index++) {
            computations.add(computation(submitted.get(index), outputs.get(index), index));
        }
        return computations;
    }

    private static List<Handle> outputs(List<SubmittedComputation> submitted) {
        List<Handle> outputs = new ArrayList<>(submitted.size());
        Set<Handle> seen = new HashSet<>();
        for (SubmittedComputation computation : submitted) {
            Handle output = handle(computation.outputHandle());
            if (!seen.add(output)) {
                throw new CoprocessorException(new CoprocessorError.DuplicateOutputHandle(output));
            }
            outputs.add(output);
        }
        return outputs;
    }

    private static Computation computation(SubmittedComputation submitted, Handle output, int computationIndex) {
        FheOperation operation = FheOperation.fromCode(submitted.operation())
                .orElseThrow(() -> refused(new OperationError.UnknownOperation(submitted.operation())));
        List<Operand> operands = new ArrayList<>(submitted.inputs().size());
        for (int index = 0; index < submitted.inputs().size(); index++) {
            operands.add(
                    switch (submitted.inputs().get(index)) {
                        case SubmittedComputation.Input.Missing() ->
                            throw new CoprocessorException(
                                    new CoprocessorError.UndefinedInput(output, computationIndex));
                        case SubmittedComputation.Input.OfHandle(Bytes bytes) -> dependency(bytes, output);
                        case SubmittedComputation.Input.OfScalar(Bytes bytes) -> scalar(bytes, operation, index);
                    });
        }
        return new Computation(output, operation, operands);
    }

    private static Operand dependency(Bytes bytes, Handle output) {
        Handle handle = handle(bytes);
        if (handle.equals(output)) {
            throw new CoprocessorException(new CoprocessorError.OutputIsOwnInput(output));
        }
        return new Operand.Encrypted(handle);
    }

    private static Operand scalar(Bytes bytes, FheOperation operation, int operandIndex) {
        checkLength(bytes);
        try {
            OperationTyping.checkScalarPlace(operation, operandIndex);
        } catch (OperationRefusedException e) {
            throw refused(e.error());
        }
        return new Operand.Scalar(bytes);
    }

    private static Handle handle(Bytes bytes) {
        checkLength(bytes);
        return Handle.of(bytes.array());
    }

    private static void checkLength(Bytes bytes) {
        if (bytes.length() > Handle.MAXIMUM_BYTES) {
            throw new CoprocessorException(new CoprocessorError.OperandTooLong(bytes.length()));
        }
        if (bytes.length() == 0) {
            throw new CoprocessorException(new CoprocessorError.OperandEmpty());
        }
    }

    private static CoprocessorException refused(OperationError error) {
        return new CoprocessorException(new CoprocessorError.OperationRefused(error));
    }
}
