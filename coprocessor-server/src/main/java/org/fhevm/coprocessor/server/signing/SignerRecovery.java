package org.fhevm.coprocessor.server.signing;

import java.math.BigInteger;
import java.util.Optional;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.fhevm.coprocessor.common.id.EthereumAddress;

/** Finds the signer of a digest, as contracts do: SEC 1, 4.1.6. */
final class SignerRecovery {
    private SignerRecovery() {}

    /**
     * The address of the key that made this signature; empty if none did.
     *
     * @param digest 32 bytes; borrowed
     */
    static Optional<EthereumAddress> signer(byte[] digest, Signature signature) {
        BigInteger order = Secp256k1.ORDER;
        BigInteger r = signature.r();
        BigInteger s = signature.s();
        if (!isScalar(r) || !isScalar(s)) {
            return Optional.empty();
        }
        ECPoint point;
        try {
            byte[] compressed = new byte[1 + 32];
            compressed[0] = (byte) (2 + signature.yParity());
            BigIntegers.asUnsignedByteArray(r, compressed, 1, 32);
            point = Secp256k1.CURVE.getCurve().decodePoint(compressed);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // No point of the curve has this abscissa.
        }
        BigInteger inverse = BigIntegers.modOddInverse(order, r);
        BigInteger e = BigIntegers.fromUnsignedByteArray(digest);
        ECPoint key = ECAlgorithms.sumOfTwoMultiplies(
                        Secp256k1.CURVE.getG(),
                        e.negate().multiply(inverse).mod(order),
                        point,
                        s.multiply(inverse).mod(order))
                .normalize();
        return key.isInfinity() ? Optional.empty() : Optional.of(Secp256k1.address(key));
    }

    private static boolean isScalar(BigInteger value) {
        return value.signum() > 0 && value.compareTo(Secp256k1.ORDER) < 0;
    }
}
