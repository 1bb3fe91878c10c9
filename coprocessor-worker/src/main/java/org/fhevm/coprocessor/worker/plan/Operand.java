package org.fhevm.coprocessor.worker.plan;

import org.fhevm.coprocessor.common.id.Handle;

/** An operand of a stored computation. */
public sealed interface Operand {
    /** An encrypted value, by name. */
    record Input(Handle handle) implements Operand {}

    /**
     * A clear value.
     *
     * @param bigEndian most significant byte first; borrowed
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed to the evaluator; never compared.
    record Scalar(byte[] bigEndian) implements Operand {}
}
