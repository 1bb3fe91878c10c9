package org.fhevm.coprocessor.worker.plan;

/** The operands of a row. Those beyond the bounds are measured, not read. */
public sealed interface StoredOperands {
    /** Most operands of an operation. */
    int MAXIMUM_COUNT = 3;

    /**
     * Bytes of the longest list of operands, each with its length, and of the array's header. The size as stored is no
     * larger.
     */
    int MAXIMUM_BYTES = MAXIMUM_COUNT * (RowDecoding.LONGEST_HANDLE + 2 * Integer.BYTES) + 64;

    /**
     * A list within the bounds.
     *
     * @param operands in order; null where one is missing; borrowed
     */
    @SuppressWarnings("ArrayRecordComponent") // Decoded; never compared.
    record Listed(byte[][] operands) implements StoredOperands {}

    /** A list of more operands than any operation has. */
    record TooMany(int count) implements StoredOperands {}

    /** Operands that take more than {@link #MAXIMUM_BYTES}. */
    record Oversized(long bytes) implements StoredOperands {}

    /** An array of several dimensions. */
    record NoList() implements StoredOperands {}
}
