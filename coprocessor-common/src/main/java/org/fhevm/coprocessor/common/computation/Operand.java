package org.fhevm.coprocessor.common.computation;

import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.id.Handle;

/** An operand of a computation: an encrypted value, by name, or a scalar. */
public sealed interface Operand {
    /** An encrypted value. It may not exist yet. */
    record Encrypted(Handle handle) implements Operand {}

    /**
     * A clear value.
     *
     * @param bigEndian most significant byte first
     */
    record Scalar(Bytes bigEndian) implements Operand {}
}
