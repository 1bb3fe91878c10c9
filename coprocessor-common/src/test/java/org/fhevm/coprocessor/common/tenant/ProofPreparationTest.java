package org.fhevm.coprocessor.common.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletionException;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.parameters.NoiseDistribution;
import org.fhevm.tfhe.serialization.CompactPublicKeyCodec;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;
import org.fhevm.tfhe.serialization.PublicParametersCodec;
import org.fhevm.tfhe.testing.TestVectors;
import org.fhevm.tfhe.zk.ProofVerifier;
import org.fhevm.tfhe.zk.PublicParameters;
import org.fhevm.tfhe.zk.curve.Workers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProofPreparationTest {
    private static final TestVectors FILES = TestVectors.proofs();
    private static final TenantId TENANT = new TenantId(3);
    private static final Bytes DIGEST = Bytes.of(new byte[32]);

    private final ProofPreparation preparation = new ProofPreparation(2);
    private final CompactPublicKey key;
    private final PublicParameters parameters;

    ProofPreparationTest() throws Exception {
        key = CompactPublicKeyCodec.INSTANCE.read(FILES.bytes("toy/pk.bin"));
        parameters = PublicParametersCodec.INSTANCE.read(FILES.bytes("toy/crs.bin"));
    }

    @AfterEach
    void stop() {
        preparation.close();
    }

    @Test
    void preparedKeysCheckProofs() throws Exception {
        ProofKeys keys = preparation.prepare(TENANT, key, parameters, DIGEST);
        ProofVerifier.Claim claim = new ProofVerifier.Claim(
                ProvenCompactCiphertextListCodec.INSTANCE.read(FILES.bytes("toy/list_verifyload_u8_bool.bin")),
                FILES.bytes("toy/metadata.bin"));
        assertThat(keys.verifier().join().verify(claim, Workers.NONE)).isEqualTo(ProofVerifier.Verdict.ACCEPTED);
        assertThat(keys.tag()).isEqualTo(key.tag());
    }

    @Test
    void parametersWithAPointOutsideOfItsGroupAreRefused() {
        assertUnusable(
                key,
                damaged(),
                "TenantKeysUnusable[tenant=3, reason=its public parameters have points outside of their groups, or are not powers of one number]");
    }

    private PublicParameters damaged() {
        long[] first = parameters.first().clone();
        first[5]++;
        return new PublicParameters(parameters.shape(), first, parameters.second(), parameters.separators());
    }

    @Test
    void parametersThatProveOtherBoundsThanTheKeysAreRefused() {
        CompactKeyParameters ofKey = key.parameters();
        CompactKeyParameters lessNoise = new CompactKeyParameters(
                ofKey.lweDimension(),
                new NoiseDistribution.TUniform(9),
                ofKey.messageModulus(),
                ofKey.carryModulus(),
                ofKey.expansion());
        assertUnusable(
                new CompactPublicKey(key.words(), lessNoise, key.tag()),
                parameters,
                "TenantKeysUnusable[tenant=3, reason=its public parameters prove " + parameters.shape()
                        + ", not what its public key needs]");
    }

    private void assertUnusable(CompactPublicKey key, PublicParameters parameters, String reason) {
        assertThatThrownBy(() -> preparation
                        .prepare(TENANT, key, parameters, DIGEST)
                        .verifier()
                        .join())
                .isInstanceOf(CompletionException.class)
                .rootCause()
                .hasMessage(reason);
    }

    @Test
    void theSameParametersAreCheckedOnce() {
        preparation.prepare(TENANT, key, parameters, DIGEST).verifier().join();
        // Had these been checked they would have been refused.
        assertThat(preparation
                        .prepare(new TenantId(4), key, damaged(), DIGEST)
                        .verifier()
                        .join())
                .isNotNull();
    }

    @Test
    void theParametersThatWereNotUsedForLongestAreCheckedAgain() {
        try (ProofPreparation bounded = new ProofPreparation(2, 2)) {
            bounded.prepare(TENANT, key, parameters, digest(1)).verifier().join();
            bounded.prepare(TENANT, key, parameters, digest(2)).verifier().join();
            bounded.prepare(TENANT, key, damaged(), digest(1)).verifier().join();
            bounded.prepare(TENANT, key, parameters, digest(3)).verifier().join();

            assertThat(bounded.prepare(TENANT, key, damaged(), digest(1))
                            .verifier()
                            .join())
                    .as("used since, so it is not checked")
                    .isNotNull();
            assertThatThrownBy(() -> bounded.prepare(TENANT, key, damaged(), digest(2))
                            .verifier()
                            .join())
                    .isInstanceOf(CompletionException.class);
        }
    }

    private static Bytes digest(int number) {
        byte[] digest = DIGEST.bytes();
        digest[0] = (byte) number;
        return Bytes.of(digest);
    }

    @Test
    void keysAndParametersHaveNames() {
        Bytes other = digest(1);
        long[] words = key.words().clone();
        words[0]++;
        CompactPublicKey otherKey = new CompactPublicKey(words, key.parameters(), key.tag());
        byte[] name = preparation.prepare(TENANT, key, parameters, DIGEST).digest();
        assertThat(preparation.prepare(TENANT, key, parameters, DIGEST).digest())
                .isEqualTo(name);
        assertThat(preparation.prepare(TENANT, key, parameters, other).digest()).isNotEqualTo(name);
        assertThat(preparation.prepare(TENANT, otherKey, parameters, DIGEST).digest())
                .isNotEqualTo(name);
    }
}
