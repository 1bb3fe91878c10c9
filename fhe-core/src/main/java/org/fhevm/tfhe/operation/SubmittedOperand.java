package org.fhevm.tfhe.operation;

/** An operand of a submitted computation, whose value need not exist yet. */
public sealed interface SubmittedOperand {

    /**
     * An encrypted operand.
     *
     * @param handle the name under which the value is or will be stored; borrowed, used in error messages only
     * @param type the type recorded for that handle
     */
    @SuppressWarnings("ArrayRecordComponent") // Carries bytes to an error message; never compared.
    record Encrypted(byte[] handle, FheType type) implements SubmittedOperand {}

    /**
     * A scalar operand.
     *
     * @param bigEndian the value, most significant byte first; borrowed
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Scalar(byte[] bigEndian) implements SubmittedOperand {}
}
