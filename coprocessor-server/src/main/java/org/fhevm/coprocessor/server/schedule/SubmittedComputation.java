package org.fhevm.coprocessor.server.schedule;

import java.util.List;

/**
 * A computation as it came over the wire. Nothing about it has been checked.
 *
 * @param operation a number that may stand for an operation
 * @param outputHandle of any length
 * @param inputs in order
 */
@SuppressWarnings("ArrayRecordComponent") // Read once, by validation; never compared.
public record SubmittedComputation(int operation, byte[] outputHandle, List<Input> inputs) {

    public SubmittedComputation {
        inputs = List.copyOf(inputs);
    }

    /** An operand as it came over the wire. */
    public sealed interface Input {

        @SuppressWarnings("ArrayRecordComponent") // Read once, by validation; never compared.
        record OfHandle(byte[] bytes) implements Input {}

        @SuppressWarnings("ArrayRecordComponent") // Read once, by validation; never compared.
        record OfScalar(byte[] bytes) implements Input {}

        /** Neither was set. */
        record Missing() implements Input {}
    }
}
