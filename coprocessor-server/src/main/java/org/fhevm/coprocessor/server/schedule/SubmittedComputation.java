package org.fhevm.coprocessor.server.schedule;

import java.util.List;
import org.fhevm.coprocessor.common.bytes.Bytes;

/**
 * A computation as it came over the wire. Nothing about it has been checked.
 *
 * @param operation a number that may stand for an operation
 * @param outputHandle of any length
 * @param inputs in order
 */
public record SubmittedComputation(int operation, Bytes outputHandle, List<Input> inputs) {
    public SubmittedComputation {
        inputs = List.copyOf(inputs);
    }

    /** An operand as it came over the wire. */
    public sealed interface Input {
        record OfHandle(Bytes bytes) implements Input {}

        record OfScalar(Bytes bytes) implements Input {}

        /** Neither was set. */
        record Missing() implements Input {}
    }
}
