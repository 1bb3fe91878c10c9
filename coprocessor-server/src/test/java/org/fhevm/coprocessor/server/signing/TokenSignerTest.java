package org.fhevm.coprocessor.server.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SignatureSpi;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jce.spec.ECNamedCurveParameterSpec;
import org.bouncycastle.jce.spec.ECPrivateKeySpec;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JCA provider of a token, played by one that computes in memory, or answers anything. */
class TokenSignerTest {
    private static final Provider PROVIDER = new BouncyCastleProvider();
    private static final byte[] SECRET = HexFormat.of().parseHex("07".repeat(32));
    private static final SigningKey KEY = SigningKey.of(SECRET);

    private final AtomicInteger lookups = new AtomicInteger();
    private Duration now = Duration.ZERO;

    @Test
    void signaturesAreLowAndRecoverTheirSigner() {
        TokenSigner signer = signer(PROVIDER, SECRET);
        Random random = new Random(11);
        for (int i = 0; i < 32; i++) {
            byte[] digest = new byte[32];
            random.nextBytes(digest);
            Signature signature = signer.sign(digest);
            assertThat(SignerRecovery.signer(digest, signature)).contains(KEY.address());
            assertThat(signature.s()).isLessThanOrEqualTo(Secp256k1.HALF_ORDER);
        }
        assertThat(lookups).hasValue(1);
        assertThat(signer.problem()).isEmpty();
    }

    @Test
    void aTokenWithAnotherKeyIsNoticedAtItsFirstSignature() {
        TokenSigner signer = signer(PROVIDER, HexFormat.of().parseHex("08".repeat(32)));
        assertUnavailable(signer, "its signature is not one of the key of " + KEY.address());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "3006020101020101",
                "3006020100020101",
                "30060201ff020101",
                "300702010102010100",
                "3080020101020101",
                "0201010201",
                "ffffffffffffffff"
            })
    void damagedAnswersAreRefused(String answer) {
        assertUnavailable(signer(new AnsweringProvider(HexFormat.of().parseHex(answer)), SECRET), "its signature is");
    }

    @Test
    void afterAFailureTheKeyIsLookedUpAgainAndTheProblemIsForgotten() {
        AtomicInteger failures = new AtomicInteger(1);
        TokenSigner signer = new TokenSigner(
                PROVIDER,
                () -> {
                    if (failures.getAndDecrement() > 0) {
                        throw new GeneralSecurityException("CKR_DEVICE_REMOVED");
                    }
                    return privateKey(SECRET);
                },
                KEY.address(),
                () -> now);
        assertUnavailable(signer, "CKR_DEVICE_REMOVED");
        assertThat(signer.problem()).contains("the token does not sign: CKR_DEVICE_REMOVED");

        signer.sign(new byte[32]);
        assertThat(signer.problem()).isEmpty();
    }

    @Test
    void aProblemIsForgottenSoThatCallsComeAgain() {
        TokenSigner signer = signer(new AnsweringProvider(new byte[0]), SECRET);
        assertUnavailable(signer, "its signature is");
        now = Duration.ofSeconds(29);
        assertThat(signer.problem()).isPresent();
        now = Duration.ofSeconds(30);
        assertThat(signer.problem()).isEmpty();
    }

    private static void assertUnavailable(TokenSigner signer, String reason) {
        assertThatThrownBy(() -> signer.sign(new byte[32]))
                .isInstanceOfSatisfying(
                        CoprocessorException.class,
                        failure -> assertThat(failure.error())
                                .isInstanceOfSatisfying(CoprocessorError.SignerUnavailable.class, error -> {
                                    assertThat(error.signer()).isEqualTo(KEY.address());
                                    assertThat(error.reason()).contains(reason);
                                }));
        assertThat(signer.problem()).isPresent();
    }

    private TokenSigner signer(Provider provider, byte[] secret) {
        return new TokenSigner(
                provider,
                () -> {
                    lookups.incrementAndGet();
                    return privateKey(secret);
                },
                KEY.address(),
                () -> now);
    }

    private static PrivateKey privateKey(byte[] secret) throws GeneralSecurityException {
        ECNamedCurveParameterSpec curve = ECNamedCurveTable.getParameterSpec("secp256k1");
        return KeyFactory.getInstance("EC", PROVIDER)
                .generatePrivate(new ECPrivateKeySpec(new BigInteger(1, secret), curve));
    }

    /** Signs with the same bytes always. */
    private static final class AnsweringProvider extends Provider {
        private static final long serialVersionUID = 1;

        AnsweringProvider(byte[] answer) {
            super("Answering", "1", "a token that answers the same always");
            putService(new Service(this, "Signature", "NONEwithECDSA", "Answer", List.of(), null) {
                @Override
                public Object newInstance(Object parameter) {
                    return new Answer(answer);
                }
            });
        }
    }

    private static final class Answer extends SignatureSpi {
        private final byte[] answer;

        Answer(byte[] answer) {
            this.answer = answer;
        }

        @Override
        protected void engineInitSign(PrivateKey key) {}

        @Override
        protected void engineUpdate(byte b) {}

        @Override
        protected void engineUpdate(byte[] bytes, int offset, int length) {}

        @Override
        protected byte[] engineSign() {
            return answer;
        }

        @Override
        protected void engineInitVerify(java.security.PublicKey key) throws InvalidKeyException {
            throw new InvalidKeyException("only signs");
        }

        @Override
        protected boolean engineVerify(byte[] signature) {
            return false;
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {}

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            return "";
        }
    }
}
