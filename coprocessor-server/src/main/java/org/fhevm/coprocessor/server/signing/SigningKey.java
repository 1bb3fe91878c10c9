package org.fhevm.coprocessor.server.signing;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;
import org.fhevm.coprocessor.common.hash.Keccak256;
import org.fhevm.coprocessor.common.id.EthereumAddress;

/**
 * The coprocessor's private key on secp256k1. Nonces are those of RFC 6979 with HMAC-SHA-256, so a digest has one
 * signature, and a weak source of randomness cannot give the key away.
 *
 * <p>The library's signer is not used: it returns r and s without the parity of the point that r came from, and to find
 * the parity afterwards takes several times as long as the signature.
 */
public final class SigningKey {
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final BigInteger ORDER = CURVE.getN();
    private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);
    private static final int KEY_BYTES = 32;
    private static final int DIGEST_BYTES = 32;
    private static final int ADDRESS_OFFSET = 12;

    private final BigInteger secret;
    private final EthereumAddress address;

    private SigningKey(BigInteger secret) {
        this.secret = secret;
        this.address = addressOf(multiplyBase(secret));
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

    /** The address that contracts know this key by. */
    public EthereumAddress address() {
        return address;
    }

    /**
     * Signs a digest of 32 bytes: SEC 1, 4.1.3, with s in the lower half of the group order.
     */
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
            return s.compareTo(HALF_ORDER) > 0
                    ? new Signature(x, ORDER.subtract(s), parity ^ 1)
                    : new Signature(x, s, parity);
        }
    }

    private static ECPoint multiplyBase(BigInteger scalar) {
        return new FixedPointCombMultiplier().multiply(CURVE.getG(), scalar).normalize();
    }

    private static EthereumAddress addressOf(ECPoint publicKey) {
        byte[] point = publicKey.getEncoded(false);
        byte[] hash = Keccak256.hash(Arrays.copyOfRange(point, 1, point.length)); // without the byte for the form
        return EthereumAddress.fromBytes(Arrays.copyOfRange(hash, ADDRESS_OFFSET, hash.length));
    }

    /** Names the key by its address only. */
    @Override
    public String toString() {
        return "SigningKey[" + address + "]";
    }
}
