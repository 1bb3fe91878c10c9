package org.fhevm.tfhe.serialization.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.SeededCiphertext;
import org.fhevm.tfhe.integer.ciphertext.SingleCiphertext;
import org.fhevm.tfhe.parameters.ComputeParameters;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.parameters.PbsOrder;
import org.fhevm.tfhe.serialization.ClientKeyCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.SeededCiphertextCodec;
import org.fhevm.tfhe.serialization.SingleCiphertextCodec;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.fhevm.tfhe.testing.TestVectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SingleCiphertextConformanceTest {
    private static final DataKind U8 = new DataKind.Unsigned(4);
    private static ComputeParameters parameters;
    private static SingleCiphertextConformance conformance;

    @BeforeAll
    static void readParameters() throws Exception {
        parameters = ClientKeyCodec.INSTANCE
                .read(TestVectors.toy().bytes("keys/cks"))
                .parameters();
        conformance = new SingleCiphertextConformance(parameters);
    }

    @Test
    void freshValuesAreClean() throws Exception {
        conformance.requireClean(unsigned("ciphertexts/U8_0.single"), U8);
        conformance.requireClean(bool("ciphertexts/bool_0.single"), new DataKind.Bool());
        conformance.requireClean(unsigned("ciphertexts/U8_0.fromlist.single"), U8);
    }

    @Test
    void trivialValuesHaveTheRightShapeAndAreNotClean() throws Exception {
        SingleCiphertext trivial = unsigned("ciphertexts/U8_0.trivial.single");
        conformance.requireShape(trivial, U8);
        assertRefused(() -> conformance.requireClean(trivial, U8), "FheUint");
        assertThat(trivial.ciphertext().blocks()).allSatisfy(block -> {
            long message = block.words()[block.lweDimension()] >>> parameters.deltaLog2();
            assertThat(block.noiseLevel()).isZero();
            assertThat(block.degree()).isEqualTo((int) message);
        });
    }

    @Test
    void aValueOfAnotherWidthIsRefused() throws Exception {
        SingleCiphertext value = unsigned("ciphertexts/U16_0.single");
        assertRefused(() -> conformance.requireShape(value, U8), "FheUint");
        conformance.requireShape(value, new DataKind.Unsigned(8));
    }

    @Test
    void aValueOfAnotherKindIsRefused() throws Exception {
        SingleCiphertext value = unsigned("ciphertexts/U8_0.single");
        assertRefused(() -> conformance.requireShape(value, new DataKind.Signed(4)), "FheUint");
    }

    @Test
    void aValueUnderOtherParametersIsRefused() throws Exception {
        SingleCiphertext value = unsigned("ciphertexts/U8_0.single");
        var other = new SingleCiphertextConformance(ParameterSet.FHEVM_0_6.compute());
        assertRefused(() -> other.requireShape(value, U8), "FheUint");
    }

    @Test
    void moduliAndOrderCount() throws Exception {
        SingleCiphertext value = unsigned("ciphertexts/U8_0.single");
        var ciphertext = value.ciphertext();
        var moduli = new SingleCiphertext(U8, ciphertext, 4, 2, PbsOrder.KEYSWITCH_BOOTSTRAP, value.tag());
        var order = new SingleCiphertext(U8, ciphertext, 4, 4, PbsOrder.BOOTSTRAP_KEYSWITCH, value.tag());
        assertRefused(() -> conformance.requireShape(moduli, U8), "FheUint");
        assertRefused(() -> conformance.requireShape(order, U8), "FheUint");
    }

    @Test
    void aValueWithCarriesOrNoiseIsNotClean() throws Exception {
        assertRefused(() -> conformance.requireClean(oneBlock(4, 1), new DataKind.Unsigned(1)), "FheUint");
        assertRefused(() -> conformance.requireClean(oneBlock(3, 2), new DataKind.Unsigned(1)), "FheUint");
        assertThatCode(() -> conformance.requireClean(oneBlock(3, 1), new DataKind.Unsigned(1)))
                .doesNotThrowAnyException();
    }

    @Test
    void aSeededValueIsCheckedAgainstTheParametersBeforeItIsExpanded() throws Exception {
        SeededCiphertext value =
                SeededCiphertextCodec.UNSIGNED.read(TestVectors.toy().bytes("ciphertexts/U8_0.seeded"));
        conformance.requireShape(value, U8);
        assertRefused(() -> conformance.requireShape(value, new DataKind.Unsigned(8)), "CompressedFheUint");
        var other = new SingleCiphertextConformance(ParameterSet.FHEVM_0_6.compute());
        assertRefused(() -> other.requireShape(value, U8), "CompressedFheUint");
    }

    private static SingleCiphertext oneBlock(int degree, int noiseLevel) {
        ShortintCiphertext block =
                new ShortintCiphertext(new long[parameters.bigLweDimension() + 1], degree, noiseLevel);
        return new SingleCiphertext(
                new DataKind.Unsigned(1),
                new RadixCiphertext(List.of(block)),
                4,
                4,
                PbsOrder.KEYSWITCH_BOOTSTRAP,
                KeyTag.EMPTY);
    }

    private static SingleCiphertext unsigned(String path) throws MalformedInputException {
        return SingleCiphertextCodec.UNSIGNED.read(TestVectors.toy().bytes(path));
    }

    private static SingleCiphertext bool(String path) throws MalformedInputException {
        return SingleCiphertextCodec.BOOL.read(TestVectors.toy().bytes(path));
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable check, String type) {
        assertThatThrownBy(check)
                .isInstanceOf(MalformedInputException.class)
                .hasMessage("Deserialized object of type high_level_api::" + type
                        + " not conformant with given parameter set");
    }
}
