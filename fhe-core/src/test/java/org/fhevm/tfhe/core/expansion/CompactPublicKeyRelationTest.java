package org.fhevm.tfhe.core.expansion;

import static org.assertj.core.api.Assertions.assertThat;

import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.parameters.NoiseDistribution.TUniform;
import org.fhevm.tfhe.serialization.ClientKeyCodec;
import org.fhevm.tfhe.serialization.CompactPublicKeyCodec;
import org.fhevm.tfhe.serialization.SeededCompactPublicKeyCodec;
import org.fhevm.tfhe.testing.TestVectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Both public keys of a set hide the compact secret key of its client key under no more than the stated noise. */
class CompactPublicKeyRelationTest {

    @Test
    void theToyKeysBelongToTheToySecret() throws Exception {
        assertKeysBelongToSecret(TestVectors.toy());
    }

    @Tag("real")
    @Test
    void theRealKeysBelongToTheRealSecret() throws Exception {
        assertKeysBelongToSecret(TestVectors.real());
    }

    private static void assertKeysBelongToSecret(TestVectors set) throws Exception {
        ClientKey clientKey = ClientKeyCodec.INSTANCE.read(set.bytes("keys/cks"));
        long[] secret = clientKey.compactPrivateKey().orElseThrow().secretKey().secretBits();
        CompactPublicKey plain = CompactPublicKeyCodec.INSTANCE.read(set.bytes("keys/pks"));
        CompactPublicKey expanded =
                SeededKeyExpansion.expand(SeededCompactPublicKeyCodec.INSTANCE.read(set.bytes("keys/cpks")));
        assertThat(largestNoise(plain, secret)).isPositive().isLessThanOrEqualTo(bound(plain));
        assertThat(largestNoise(expanded, secret)).isPositive().isLessThanOrEqualTo(bound(expanded));
    }

    private static long bound(CompactPublicKey key) {
        return 1L << ((TUniform) key.parameters().noise()).boundLog2();
    }

    /** The largest |body − mask · rev(secret)|, products being taken modulo X^n + 1. */
    private static long largestNoise(CompactPublicKey key, long[] secret) {
        int n = secret.length;
        long[] noise = new long[n];
        System.arraycopy(key.words(), n, noise, 0, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                long product = key.words()[i] * secret[n - 1 - j];
                noise[(i + j) % n] -= i + j < n ? product : -product;
            }
        }
        long largest = 0;
        for (long value : noise) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
