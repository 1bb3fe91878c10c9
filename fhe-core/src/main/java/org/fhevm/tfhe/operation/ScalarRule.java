package org.fhevm.tfhe.operation;

/** Which operands of an operation are clear values ("scalars") and which are encrypted. */
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
     * Whether a scalar at this operand index can be told apart from a handle at all. Everywhere but in the operations
     * whose operands are all scalars, index 1 is the only place for one; that an operation takes none even there is a
     * separate question, and a separate error.
     */
    public boolean hasPlaceForScalarAt(int operandIndex) {
        return this == ALL || operandIndex == 1;
    }
}
