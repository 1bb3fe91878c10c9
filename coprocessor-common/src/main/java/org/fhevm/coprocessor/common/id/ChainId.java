package org.fhevm.coprocessor.common.id;

import java.nio.ByteBuffer;

/**
 * The id of a host chain, 0 to 2^32 - 1.
 *
 * <p>The database keeps it in a signed 32-bit column, where ids of 2^31 and above look negative. We read them back
 * unsigned. The reference extends the sign instead, and so signs and derives handles for a chain that does not exist.
 */
public record ChainId(long value) {
    private static final long LIMIT = 1L << 32;

    public ChainId {
        if (value < 0 || value >= LIMIT) {
            throw new IllegalArgumentException("chain id must be between 0 and " + (LIMIT - 1) + ", got " + value);
        }
    }

    public static ChainId fromColumn(int column) {
        return new ChainId(Integer.toUnsignedLong(column));
    }

    public int toColumn() {
        return (int) value;
    }

    /** 8 bytes, most significant first: the form in which it enters the hash behind an input handle. */
    public byte[] bigEndian() {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
