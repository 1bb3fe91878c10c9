package org.fhevm.tfhe.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fhevm.tfhe.core.entity.GlweSecretKey;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.core.entity.LweSecretKey;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.junit.jupiter.api.Test;

class ClientKeySecrecyTest {
    private static final ParameterSet SET = ParameterSet.FHEVM_0_6;

    @Test
    void aKeyShowsItsShapeAndNothingElse() {
        ClientKey key = new ClientKey(
                new GlweSecretKey(new long[2048], 1, 2048),
                new LweSecretKey(new long[887]),
                SET.compute(),
                null,
                null,
                KeyTag.EMPTY);
        assertThat(key)
                .hasToString("ClientKey[GlweSecretKey[glweDimension=1, polynomialSize=2048],"
                        + " LweSecretKey[lweDimension=887]]");
        assertThat(new ClientKey.CompactPrivateKey(new LweSecretKey(new long[1024]), SET.compactKey(), SET.casting())
                        .toString())
                .contains("LweSecretKey[lweDimension=1024]");
    }

    @Test
    void keysThatDoNotHaveTheStatedDimensionsAreRefused() {
        GlweSecretKey big = new GlweSecretKey(new long[2048], 1, 2048);
        LweSecretKey small = new LweSecretKey(new long[888]);
        assertThatThrownBy(() -> new ClientKey(big, small, SET.compute(), null, null, KeyTag.EMPTY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("887");
        GlweSecretKey other = new GlweSecretKey(new long[2048], 2, 1024);
        assertThatThrownBy(() -> new ClientKey.CompressionPrivateKey(other, SET.compression()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
