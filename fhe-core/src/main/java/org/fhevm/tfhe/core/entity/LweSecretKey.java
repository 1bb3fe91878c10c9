package org.fhevm.tfhe.core.entity;

/** A binary LWE secret key. Its text form shows the dimension only. */
public final class LweSecretKey {
    private final long[] bits;

    /**
     * @param bits one word of value 0 or 1 per entry; borrowed
     * @throws IllegalArgumentException if it is empty or an entry is neither 0 nor 1
     */
    public LweSecretKey(long[] bits) {
        Shapes.requirePositive(bits.length, "LWE dimension");
        Shapes.requireBinary(bits, "LWE secret key");
        this.bits = bits;
    }

    public int lweDimension() {
        return bits.length;
    }

    /** The secret entries, 0 or 1 each; borrowed. */
    public long[] secretBits() {
        return bits;
    }

    @Override
    public String toString() {
        return "LweSecretKey[lweDimension=" + bits.length + "]";
    }
}
