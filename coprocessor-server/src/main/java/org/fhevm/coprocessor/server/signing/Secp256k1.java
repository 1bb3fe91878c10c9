package org.fhevm.coprocessor.server.signing;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.fhevm.coprocessor.common.hash.Keccak256;
import org.fhevm.coprocessor.common.id.EthereumAddress;

/** The curve of Ethereum's signatures (SEC 2, 2.4.1), and the addresses of its points. */
final class Secp256k1 {
    static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    static final BigInteger ORDER = CURVE.getN();
    static final BigInteger HALF_ORDER = ORDER.shiftRight(1);

    private static final int ADDRESS_OFFSET = 12;

    private Secp256k1() {}

    /** Whether a public key's algorithm names this curve (RFC 5480, 2.1.1). */
    static boolean isCurve(AlgorithmIdentifier algorithm) {
        return X9ObjectIdentifiers.id_ecPublicKey.equals(algorithm.getAlgorithm())
                && SECObjectIdentifiers.secp256k1.equals(algorithm.getParameters());
    }

    /** The address of a public key: the end of the hash of its coordinates. */
    static EthereumAddress address(ECPoint publicKey) {
        byte[] point = publicKey.getEncoded(false);
        byte[] hash = Keccak256.hash(Arrays.copyOfRange(point, 1, point.length)); // without the byte for the form
        return EthereumAddress.fromBytes(Arrays.copyOfRange(hash, ADDRESS_OFFSET, hash.length));
    }
}
