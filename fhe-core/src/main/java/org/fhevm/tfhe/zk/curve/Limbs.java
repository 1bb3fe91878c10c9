package org.fhevm.tfhe.zk.curve;

import java.math.BigInteger;

/** Unsigned integers as 64-bit limbs, least significant first. */
final class Limbs {
    private Limbs() {}

    static BigInteger toBigInteger(long[] limbs, int offset, int count) {
        byte[] bytes = new byte[count * Long.BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[bytes.length - 1 - i] = (byte) (limbs[offset + i / 8] >>> (8 * (i % 8)));
        }
        return new BigInteger(1, bytes);
    }

    /** Stores a number that is not negative and fits. */
    static void fromBigInteger(BigInteger value, long[] limbs, int offset, int count) {
        if (value.signum() < 0 || value.bitLength() > count * Long.SIZE) {
            throw new IllegalArgumentException(
                    "a number of " + value.bitLength() + " bits does not fit in " + count + " limbs");
        }
        BigInteger rest = value;
        for (int i = 0; i < count; i++) {
            limbs[offset + i] = rest.longValue();
            rest = rest.shiftRight(Long.SIZE);
        }
    }
}
