package org.fhevm.tfhe.integer.ciphertext;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.fhevm.tfhe.serialization.SeededCiphertextCodec;
import org.fhevm.tfhe.serialization.SingleCiphertextCodec;
import org.fhevm.tfhe.testing.TestVectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A seeded value expands to the file that tfhe-rs made of it. */
class SeededCiphertextExpansionTest {

    @ParameterizedTest
    @ValueSource(strings = {"bool", "U4", "U8"})
    void aToyValueExpandsToThatOfTfheRs(String type) throws Exception {
        assertExpansion(TestVectors.toy(), type);
    }

    static Stream<String> realTypes() {
        return Stream.of("bool", "U4", "U8", "U16");
    }

    @Tag("real")
    @ParameterizedTest
    @MethodSource("realTypes")
    void aRealValueExpandsToThatOfTfheRs(String type) throws Exception {
        assertExpansion(TestVectors.real(), type);
    }

    private static void assertExpansion(TestVectors set, String type) throws Exception {
        boolean bool = type.equals("bool");
        SeededCiphertextCodec seeded = bool ? SeededCiphertextCodec.BOOL : SeededCiphertextCodec.UNSIGNED;
        SingleCiphertextCodec single = bool ? SingleCiphertextCodec.BOOL : SingleCiphertextCodec.UNSIGNED;
        SeededCiphertext value = seeded.read(set.bytes("ciphertexts/" + type + "_0.seeded"));
        SingleCiphertext expected = single.read(set.bytes("ciphertexts/" + type + "_0.seeded.single"));
        SingleCiphertext found = SeededCiphertextExpansion.expand(value);
        assertThat(found).usingRecursiveComparison().isEqualTo(expected);
    }
}
