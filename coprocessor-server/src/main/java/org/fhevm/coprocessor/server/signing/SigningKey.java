package org.fhevm.coprocessor.server.signing;

import java.math.BigInteger;
import java.util.Optional;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;
import org.fhevm.coprocessor.common.id.EthereumAddress;

/**
 * The coprocessor's private key on secp256k1. Nonces are those of RFC 6979 with HMAC-SHA-256, so a digest has one
 * signature, and a weak source of randomness cannot give the key away.
 *
 * <p>The library's signer is not used: it returns r and s without the parity of the point that r came from, and to find
 * the parity afterwards takes several times as long as the signature.
 */
public final class SigningKey implements Signer {
    private static final BigInteger ORDER = Secp256k1.ORDER;
    private static final int KEY_BYTES = 32;
    private static final int DIGEST_BYTES = 32;

    private final BigInteger secret;
    private final EthereumAddress address;

    private SigningKey(BigInteger secret) {
        this.secret = secret;
        this.address = Secp256k1.address(multiplyBase(secret));
    }

    /**
     * The key with this secret scalar.
     *
     * @param secret 32 bytes, most significant first; copied
     * @throws IllegalArgumentException if it has another length, or is not between 1 and the group order less 1; the
     *     message does not contain it
     */
    public static SigningKey of(byte[] secret) {
        if (secret.length != KEY_BYTES) {
            throw new IllegalArgumentException("a signing key has " + KEY_BYTES + " bytes, not " + secret.length);
        }
        BigInteger scalar = BigIntegers.fromUnsignedByteArray(secret);
        if (scalar.signum() == 0 || scalar.compareTo(ORDER) >= 0) {
            throw new IllegalArgumentException("the signing key is not a scalar of secp256k1");
        }
        return new SigningKey(scalar);
    }

    @Override
    public EthereumAddress address() {
        return address;
    }

    /** SEC 1, 4.1.3. */
    @Override
    public Signature sign(byte[] digest) {
        if (digest.length != DIGEST_BYTES) {
            throw new IllegalArgumentException("a digest has " + DIGEST_BYTES + " bytes, not " + digest.length);
        }
        BigInteger e = BigIntegers.fromUnsignedByteArray(digest);
        HMacDSAKCalculator nonces = new HMacDSAKCalculator(new SHA256Digest());
        nonces.init(ORDER, secret, digest);
        while (true) {
            BigInteger k = nonces.nextK();
            ECPoint point = multiplyBase(k);
            BigInteger x = point.getAffineXCoord().toBigInteger();
            BigInteger s = BigIntegers.modOddInverse(ORDER, k)
                    .multiply(e.add(secret.multiply(x)))
                    .mod(ORDER);
            if (x.signum() == 0 || x.compareTo(ORDER) >= 0 || s.signum() == 0) {
                continue; // Beyond the order, x would need a third recovery value. The probability is below 2^-127.
            }
            int parity = point.getAffineYCoord().testBitZero() ? 1 : 0;
            return s.compareTo(Secp256k1.HALF_ORDER) > 0
                    ? new Signature(x, ORDER.subtract(s), parity ^ 1)
                    : new Signature(x, s, parity);
        }
    }

    /** A key in memory can always be used. */
    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    private static ECPoint multiplyBase(BigInteger scalar) {
        return new FixedPointCombMultiplier()
                .multiply(Secp256k1.CURVE.getG(), scalar)
                .normalize();
    }

    /** Names the key by its address only. */
    @Override
    public String toString() {
        return "SigningKey[" + address + "]";
    }
}
