package org.fhevm.tfhe.operation;

import java.util.Arrays;

/** An operand of a computation: an encrypted value or a clear one. */
public sealed interface FheOperand {

    /** An encrypted value. */
    record Encrypted(FheValue value) implements FheOperand {}

    /**
     * A clear value, most significant byte first. What number the bytes stand for depends on the operation and the type
     * it meets: see {@link ScalarDecoding}.
     *
     * @param bigEndian borrowed, and not changed by anyone afterwards
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
