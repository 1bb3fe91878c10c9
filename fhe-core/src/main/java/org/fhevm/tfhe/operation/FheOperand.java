package org.fhevm.tfhe.operation;

import java.util.Arrays;

/** An operand of a computation: an encrypted value or a scalar. */
public sealed interface FheOperand {
    /** An encrypted value. */
    record Encrypted(FheValue value) implements FheOperand {}

    /**
     * A scalar, most significant byte first. {@link ScalarDecoding} turns the bytes into a number, depending on the
     * operation and the type of the other operand.
     *
     * @param bigEndian borrowed, and not changed afterwards
     */
    @SuppressWarnings("ArrayRecordComponent") // equals and hashCode look into the array
    record Scalar(byte[] bigEndian) implements FheOperand {
        @Override
        public boolean equals(Object other) {
            return other instanceof Scalar that && Arrays.equals(bigEndian, that.bigEndian);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bigEndian);
        }

        @Override
        public String toString() {
            return "Scalar[" + bigEndian.length + " bytes]";
        }
    }
}
