package org.fhevm.tfhe.operation;

/** Which operands of an operation are scalars and which are encrypted. */
public enum ScalarRule {
    /** Every operand is encrypted. */
    NEVER,
    /** The second operand may be either; the others are encrypted. */
    RIGHT_ALLOWED,
    /** The second operand is a scalar; the others are encrypted. */
    RIGHT_REQUIRED,
    /** Every operand is a scalar. */
    ALL;

    /**
     * Whether a scalar at this operand index can be distinguished from a handle. Outside of the operations with scalars
     * only, index 1 is the only such place. A scalar that the operation does not take there is a separate error.
     */
    public boolean hasPlaceForScalarAt(int operandIndex) {
        return this == ALL || operandIndex == 1;
    }
}
