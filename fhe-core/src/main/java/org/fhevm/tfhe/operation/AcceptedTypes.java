package org.fhevm.tfhe.operation;

/** The types that the encrypted operands of an operation may have. */
public enum AcceptedTypes {
    /** Integers of 4 to 256 bits. */
    INTEGERS,
    /** Integers and byte strings: everything but booleans. */
    INTEGERS_AND_BYTES,
    /** Every type. */
    ALL,
    /** There is no encrypted operand. */
    NONE;

    public boolean includes(FheType type) {
        return switch (this) {
            case INTEGERS -> !type.isBool() && !type.isBytes();
            case INTEGERS_AND_BYTES -> !type.isBool();
            case ALL -> true;
            case NONE -> false;
        };
    }
}
