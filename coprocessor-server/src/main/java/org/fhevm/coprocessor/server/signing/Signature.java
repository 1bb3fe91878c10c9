package org.fhevm.coprocessor.server.signing;

import java.math.BigInteger;
import org.bouncycastle.util.BigIntegers;

/**
 * An ECDSA signature on secp256k1 from which the signer can be recovered.
 *
 * @param r first half
 * @param s second half, at most half of the group order: contracts refuse the other of the two valid values
 * @param yParity 0 or 1: whether the ordinate of the point behind {@code r} is odd
 */
public record Signature(BigInteger r, BigInteger s, int yParity) {
    private static final int SCALAR_BYTES = 32;
    private static final int FIRST_RECOVERY_BYTE = 27;

    /** The 65 bytes that Ethereum contracts take: r, s, and 27 or 28. */
    public byte[] encoded() {
        byte[] bytes = new byte[2 * SCALAR_BYTES + 1];
        BigIntegers.asUnsignedByteArray(r, bytes, 0, SCALAR_BYTES);
        BigIntegers.asUnsignedByteArray(s, bytes, SCALAR_BYTES, SCALAR_BYTES);
        bytes[2 * SCALAR_BYTES] = (byte) (FIRST_RECOVERY_BYTE + yParity);
        return bytes;
    }
}
