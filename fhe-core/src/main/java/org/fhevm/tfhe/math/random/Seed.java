package org.fhevm.tfhe.math.random;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * 128 bits that determine a {@link Csprng} stream. The text form does not show them, because a seed may be a secret.
 */
public final class Seed {
    /** Length of the byte form. */
    public static final int BYTES = 16;

    private final long low;
    private final long high;

    /** The seed with the value high · 2^64 + low, both halves unsigned. */
    public Seed(long high, long low) {
        this.high = high;
        this.low = low;
    }

    /** The seed with these 16 bytes, which are its value in little-endian order. */
    public static Seed ofBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a seed has " + BYTES + " bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long low = buffer.getLong();
        return new Seed(buffer.getLong(), low);
    }

    /** An unpredictable seed. */
    public static Seed random(SecureRandom source) {
        byte[] bytes = new byte[BYTES];
        source.nextBytes(bytes);
        return ofBytes(bytes);
    }

    /** The less significant half. */
    public long low() {
        return low;
    }

    /** The more significant half. */
    public long high() {
        return high;
    }

    /** The value in little-endian order. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(low)
                .putLong(high)
                .array();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Seed seed && seed.low == low && seed.high == high;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(low * 31 + high);
    }

    @Override
    public String toString() {
        return "Seed[128 bits]";
    }
}
