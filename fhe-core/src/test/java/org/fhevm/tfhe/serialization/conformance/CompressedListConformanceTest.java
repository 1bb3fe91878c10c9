package org.fhevm.tfhe.serialization.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fhevm.tfhe.integer.ciphertext.CompressedCiphertextList;
import org.fhevm.tfhe.parameters.PbsOrder;
import org.fhevm.tfhe.serialization.CompressedCiphertextListCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ServerKeyCodec;
import org.fhevm.tfhe.testing.TestVectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressedListConformanceTest {
    private static final PbsOrder ORDER = PbsOrder.KEYSWITCH_BOOTSTRAP;
    private static CompressedListConformance conformance;

    @BeforeAll
    static void readKey() throws Exception {
        conformance = CompressedListConformance.of(
                ServerKeyCodec.INSTANCE.read(TestVectors.toy().bytes("keys/sks")));
    }

    @Test
    void theShapeIsTakenFromTheKey() {
        assertThat(conformance).isEqualTo(new CompressedListConformance(4, 4, ORDER, 2, 64, 64, 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bool_0.list", "U64_0.list", "U160_0.list", "multi.list", "multi2.list"})
    void listsMadeUnderTheKeyConform(String file) throws Exception {
        conformance.require(read("ciphertexts/" + file));
    }

    @Test
    void aListOfAnotherShapeIsRefused() throws Exception {
        CompressedCiphertextList list = read("ciphertexts/U8_0.list");
        assertRefused(new CompressedListConformance(8, 4, ORDER, 2, 64, 64, 10), list);
        assertRefused(new CompressedListConformance(4, 8, ORDER, 2, 64, 64, 10), list);
        assertRefused(new CompressedListConformance(4, 4, PbsOrder.BOOTSTRAP_KEYSWITCH, 2, 64, 64, 10), list);
        assertRefused(new CompressedListConformance(4, 4, ORDER, 4, 64, 64, 10), list);
        assertRefused(new CompressedListConformance(4, 4, ORDER, 2, 256, 64, 10), list);
        assertRefused(new CompressedListConformance(4, 4, ORDER, 2, 64, 256, 10), list);
        assertRefused(new CompressedListConformance(4, 4, ORDER, 2, 64, 64, 12), list);
    }

    private static CompressedCiphertextList read(String path) throws MalformedInputException {
        return CompressedCiphertextListCodec.INSTANCE.read(TestVectors.toy().bytes(path));
    }

    private static void assertRefused(CompressedListConformance other, CompressedCiphertextList list) {
        assertThatThrownBy(() -> other.require(list))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage("Deserialized object of type high_level_api::CompressedCiphertextList"
                        + " not conformant with given parameter set");
    }
}
