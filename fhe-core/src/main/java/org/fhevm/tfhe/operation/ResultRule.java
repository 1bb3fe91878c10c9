package org.fhevm.tfhe.operation;

/** The rule that derives the type of a result from the operands. */
public enum ResultRule {
    /** The type of the first operand. */
    SAME_AS_FIRST,
    /** The type of the second operand. */
    SAME_AS_SECOND,
    /** A boolean for all operands. */
    BOOLEAN,
    /** The type whose code is the single byte of the last operand, which is a scalar. */
    NAMED_BY_LAST
}
