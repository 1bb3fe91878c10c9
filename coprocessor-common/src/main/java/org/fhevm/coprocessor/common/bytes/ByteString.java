package org.fhevm.coprocessor.common.bytes;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A string of bytes that does not change: the base of names and digests, each of which is a class of its own. Two are
 * equal if they have the same class and the same bytes.
 */
public abstract class ByteString {
    private final byte[] bytes;

    /** @param bytes taken over: the caller does not change them afterwards */
    protected ByteString(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy. */
    public final byte[] bytes() {
        return bytes.clone();
    }

    public final int length() {
        return bytes.length;
    }

    /** All of it, lower case with 0x, as error messages to clients show it. */
    public final String hex() {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    /** The bytes themselves; borrowed: callers only read them. */
    protected byte[] array() {
        return bytes;
    }

    @Override
    public final boolean equals(Object object) {
        return object instanceof ByteString other
                && getClass().equals(other.getClass())
                && Arrays.equals(bytes, other.bytes);
    }

    @Override
    public final int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
