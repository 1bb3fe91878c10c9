package org.fhevm.coprocessor.server.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.jupiter.api.Test;

class SigningKeyTest {

    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE);

    @Test
    void everySignatureVerifiesIsLowAndRecoversItsSigner() {
        Random random = new Random(20);
        Set<Integer> parities = new HashSet<>();
        for (int i = 0; i < 64; i++) {
            byte[] secret = new byte[32];
            random.nextBytes(secret);
            secret[0] &= 0x7f;
            byte[] digest = new byte[32];
            random.nextBytes(digest);

            Signature signature = SigningKey.of(secret).sign(digest);

            ECPoint publicKey = CURVE.getG().multiply(new BigInteger(1, secret)).normalize();
            ECDSASigner verifier = new ECDSASigner();
            verifier.init(false, new ECPublicKeyParameters(publicKey, DOMAIN));
            assertThat(verifier.verifySignature(digest, signature.r(), signature.s()))
                    .isTrue();
            assertThat(signature.s()).isLessThanOrEqualTo(CURVE.getN().shiftRight(1));
            assertThat(recover(signature, digest)).isEqualTo(publicKey);
            assertThat(SignerRecovery.signer(digest, signature)).contains(Secp256k1.address(publicKey));
            parities.add(signature.yParity());
        }
        assertThat(parities).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void aDigestHasOneSignature() {
        SigningKey key = SigningKey.of(HexFormat.of().parseHex("01".repeat(32)));
        byte[] digest = new byte[32];
        assertThat(key.sign(digest)).isEqualTo(key.sign(digest));
    }

    @Test
    void theEncodingHasFixedWidth() {
        byte[] encoded = new Signature(BigInteger.ONE, BigInteger.TWO, 1).encoded();
        assertThat(HexFormat.of().formatHex(encoded)).isEqualTo("00".repeat(31) + "01" + "00".repeat(31) + "021c");
    }

    @Test
    void scalarsOutsideTheGroupAreNoKeys() {
        byte[] order = new byte[32];
        System.arraycopy(CURVE.getN().toByteArray(), 1, order, 0, 32);
        assertThatThrownBy(() -> SigningKey.of(new byte[32])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SigningKey.of(order))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the signing key is not a scalar of secp256k1");
        assertThatThrownBy(() -> SigningKey.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyDigestsOfThirtyTwoBytesAreSigned() {
        SigningKey key = SigningKey.of(HexFormat.of().parseHex("01".repeat(32)));
        assertThatThrownBy(() -> key.sign(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theKeyIsNotShown() {
        SigningKey key = SigningKey.of(HexFormat.of().parseHex("01".repeat(32)));
        assertThat(key.toString()).isEqualTo("SigningKey[" + key.address() + "]");
    }

    /** SEC 1, 4.1.6: Q = r^-1 (s R - e G). */
    private static ECPoint recover(Signature signature, byte[] digest) {
        byte[] compressed = new byte[33];
        compressed[0] = (byte) (2 + signature.yParity());
        System.arraycopy(signature.encoded(), 0, compressed, 1, 32);
        ECPoint r = CURVE.getCurve().decodePoint(compressed);
        BigInteger inverse = signature.r().modInverse(CURVE.getN());
        BigInteger e = new BigInteger(1, digest);
        return ECAlgorithms.sumOfTwoMultiplies(
                        CURVE.getG(),
                        inverse.multiply(e.negate()).mod(CURVE.getN()),
                        r,
                        inverse.multiply(signature.s()).mod(CURVE.getN()))
                .normalize();
    }
}
