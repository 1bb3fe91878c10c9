package org.fhevm.coprocessor.server.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SignerRecoveryTest {
    private static final SigningKey KEY = SigningKey.of(HexFormat.of().parseHex("07".repeat(32)));
    private static final byte[] DIGEST = HexFormat.of().parseHex("5a".repeat(32));

    @Test
    void findsTheSignerOfADigest() {
        assertThat(SignerRecovery.signer(DIGEST, KEY.sign(DIGEST))).contains(KEY.address());
    }

    @Test
    void anotherDigestOrParityHasAnotherSigner() {
        Signature signature = KEY.sign(DIGEST);
        Signature other = new Signature(signature.r(), signature.s(), 1 - signature.yParity());
        assertThat(SignerRecovery.signer(DIGEST, other)).isPresent().isNotEqualTo(KEY.address());
        assertThat(SignerRecovery.signer(new byte[32], signature)).isPresent().isNotEqualTo(KEY.address());
    }

    @Test
    void valuesThatNoKeyProducesHaveNoSigner() {
        BigInteger s = KEY.sign(DIGEST).s();
        BigInteger five = BigInteger.valueOf(5); // the abscissa of no point
        assertThat(SignerRecovery.signer(DIGEST, new Signature(five, s, 0))).isEmpty();
        assertThat(SignerRecovery.signer(DIGEST, new Signature(BigInteger.ZERO, s, 0)))
                .isEmpty();
        assertThat(SignerRecovery.signer(DIGEST, new Signature(Secp256k1.ORDER, s, 0)))
                .isEmpty();
        assertThat(SignerRecovery.signer(DIGEST, new Signature(s, BigInteger.ZERO, 0)))
                .isEmpty();
        assertThat(SignerRecovery.signer(DIGEST, new Signature(s, Secp256k1.ORDER, 0)))
                .isEmpty();
    }
}
