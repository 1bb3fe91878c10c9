package org.fhevm.tfhe.operation;

/** What is known of an operand when a computation is submitted, before any value need exist. */
public sealed interface SubmittedOperand {

    /**
     * An encrypted operand.
     *
     * @param handle the name under which the value is or will be stored; borrowed, used in error messages only
     * @param type the type recorded for that name
     */
    @SuppressWarnings("ArrayRecordComponent") // Carries bytes to an error message; never compared.
    record Encrypted(byte[] handle, FheType type) implements SubmittedOperand {}

    /**
     * A clear operand.
     *
     * @param bigEndian the value, most significant byte first; borrowed
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Scalar(byte[] bigEndian) implements SubmittedOperand {}
}
