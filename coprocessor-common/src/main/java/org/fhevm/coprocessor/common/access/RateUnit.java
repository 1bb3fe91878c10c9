package org.fhevm.coprocessor.common.access;

/** What is counted of the calls of a tenant. */
public enum RateUnit {
    CALLS("calls"),
    /** Computations of AsyncCompute. */
    COMPUTATIONS("computations"),
    /** Blocks of two bits that are expanded or encrypted. */
    BLOCKS("blocks"),
    /** Bytes of requests, and of the ciphertexts that are read. */
    BYTES("bytes");

    private final String label;

    RateUnit(String label) {
        this.label = label;
    }

    /** The unit in the database, in flags, in commands and in answers. */
    public String label() {
        return label;
    }

    /** Whether calls with this right use the unit. */
    public boolean isUsedBy(Right right) {
        return switch (this) {
            case CALLS, BYTES -> true;
            case COMPUTATIONS -> right == Right.SCHEDULE;
            case BLOCKS -> right == Right.UPLOAD || right == Right.TRIVIAL_ENCRYPT;
        };
    }
}
