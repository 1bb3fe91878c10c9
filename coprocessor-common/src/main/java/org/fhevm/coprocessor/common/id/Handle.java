package org.fhevm.coprocessor.common.id;

import java.util.Arrays;
import java.util.HexFormat;
import org.fhevm.coprocessor.common.bytes.ByteString;

/**
 * The name of a ciphertext within a tenant: an opaque byte string. On chain it has 32 bytes, two of which state type
 * and version, but this program does not read them: a ciphertext's row has its type.
 *
 * <p>Ordered bytewise, unsigned, a prefix first, as PostgreSQL orders {@code bytea}.
 */
public final class Handle extends ByteString implements Comparable<Handle> {
    /** Longest handle that a computation may name. */
    public static final int MAXIMUM_BYTES = 256;

    private static final int SHORT_BYTES = 8;

    private Handle(byte[] bytes) {
        super(bytes.clone());
    }

    /**
     * A handle of a computation, 1 to 256 bytes.
     *
     * @param bytes copied
     */
    public static Handle of(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAXIMUM_BYTES) {
            throw new IllegalArgumentException("a handle has 1 to " + MAXIMUM_BYTES + " bytes, got " + bytes.length);
        }
        return new Handle(bytes);
    }

    /**
     * A handle of any length, the empty one too. Trivial encryption by request stores whatever name it is given, and a
     * read may ask for anything.
     *
     * @param bytes copied
     */
    public static Handle ofAnyLength(byte[] bytes) {
        return new Handle(bytes);
    }

    /** From hexadecimal digits, with or without 0x. */
    public static Handle fromHex(String hex) {
        return of(HexFormat.of().parseHex(hex.startsWith("0x") ? hex.substring(2) : hex));
    }

    @Override
    public int compareTo(Handle other) {
        return Arrays.compareUnsigned(array(), other.array());
    }

    /** Short, for logs: the first and the last four bytes of a long one. */
    @Override
    public String toString() {
        if (length() <= SHORT_BYTES) {
            return hex();
        }
        byte[] bytes = array();
        HexFormat format = HexFormat.of();
        return "0x" + format.formatHex(bytes, 0, 4) + "…" + format.formatHex(bytes, bytes.length - 4, bytes.length);
    }
}
