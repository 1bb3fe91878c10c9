package org.fhevm.coprocessor.server.schedule;

import java.util.List;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.tfhe.operation.FheOperation;

/**
 * A computation with well-formed parts. Its operands may not exist, or not fit.
 *
 * @param output the handle of the result
 * @param operation the operation
 * @param operands in order
 */
public record Computation(Handle output, FheOperation operation, List<Operand> operands) {
    public Computation {
        operands = List.copyOf(operands);
    }

    /** The encrypted operands, in order, duplicates included. */
    public List<Handle> dependencies() {
        return operands.stream()
                .filter(Operand.Dependency.class::isInstance)
                .map(operand -> ((Operand.Dependency) operand).handle())
                .toList();
    }

    public boolean hasScalar() {
        return operands.stream().anyMatch(Operand.Scalar.class::isInstance);
    }

    /** An operand: the handle of a ciphertext, or a clear value. */
    public sealed interface Operand {
        record Dependency(Handle handle) implements Operand {}

        /**
         * A clear value of 1 to 256 bytes.
         *
         * @param bigEndian most significant byte first; borrowed
         */
        @SuppressWarnings("ArrayRecordComponent") // Passed on to typing and storage; never compared.
        record Scalar(byte[] bigEndian) implements Operand {}
    }
}
