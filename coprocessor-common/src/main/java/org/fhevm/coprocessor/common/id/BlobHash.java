package org.fhevm.coprocessor.common.id;

import java.util.Arrays;
import java.util.HexFormat;
import org.fhevm.coprocessor.common.bytes.ByteString;
import org.fhevm.coprocessor.common.hash.Keccak256;

/**
 * Keccak-256 of an uploaded input exactly as it was received: the input's name, and the root of its handles. Ordered
 * bytewise, unsigned.
 */
public final class BlobHash extends ByteString implements Comparable<BlobHash> {
    private BlobHash(byte[] bytes) {
        super(bytes);
    }

    /** The hash of a payload. */
    public static BlobHash of(byte[] payload) {
        return new BlobHash(Keccak256.hash(payload));
    }

    /**
     * A hash computed earlier, 32 bytes.
     *
     * @param bytes copied
     */
    public static BlobHash fromBytes(byte[] bytes) {
        if (bytes.length != Keccak256.BYTES) {
            throw new IllegalArgumentException("a blob hash has 32 bytes, got " + bytes.length);
        }
        return new BlobHash(bytes.clone());
    }

    @Override
    public int compareTo(BlobHash other) {
        return Arrays.compareUnsigned(array(), other.array());
    }

    @Override
    public String toString() {
        return "0x" + HexFormat.of().formatHex(array(), 0, 8) + "…";
    }
}
