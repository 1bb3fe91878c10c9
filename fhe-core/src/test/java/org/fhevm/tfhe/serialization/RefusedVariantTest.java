package org.fhevm.tfhe.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fhevm.tfhe.serialization.Bodies.bytes;
import static org.fhevm.tfhe.serialization.Bodies.reader;

import java.util.Arrays;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.fhevm.tfhe.testing.TestVectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The reader names the variants of tfhe-rs 0.9.1 that it does not support, and keeps values at the edges. */
class RefusedVariantTest {

    @Test
    void multiBitKeysAreRefusedByName() {
        byte[] bytes = bytes(writer -> {
            writer.version(0);
            writer.variant(1);
        });
        assertThatThrownBy(() -> FourierLweBootstrapKeyLayout.read(
                        reader(bytes), FourierLweBootstrapKeyLayout.FourierKeySink::new))
                .hasMessage("a multi-bit bootstrapping key is not supported");
    }

    @Test
    void multiBitParametersAreRefusedByName() {
        byte[] bytes = bytes(writer -> {
            writer.version(0);
            writer.version(0);
            writer.variant(0);
            writer.version(0);
            writer.variant(1);
        });
        assertThatThrownBy(() -> ParameterLayouts.readCompute(reader(bytes)))
                .hasMessage("a multi-bit parameter set is not supported");
    }

    @Test
    void ciphertextsCompressedByModulusSwitchingAreRefusedByName() {
        byte[] bytes = TestVectors.toy().bytes("ciphertexts/U8_0.seeded");
        bytes[34 + SeededCiphertextCodec.UNSIGNED.typeName().length() + 8] = 1;
        assertThatThrownBy(() -> SeededCiphertextCodec.UNSIGNED.read(bytes))
                .hasMessage("a ciphertext compressed by modulus switching is not supported");
    }

    @Test
    void onlyTheNativeModulusIsTakenInEitherWayOfWritingIt() throws Exception {
        CommonTypes.readModulus(reader(modulus(0, 0, 64)));
        CommonTypes.readModulus(reader(modulus(0, 1, 64)));
        for (byte[] other : new byte[][] {modulus(1L << 32, 0, 64), modulus(0, 2, 64), modulus(0, 0, 32)}) {
            assertThatThrownBy(() -> CommonTypes.readModulus(reader(other)))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessage("a ciphertext modulus other than 2^64 is not supported");
        }
    }

    @Test
    void flagsOtherThanZeroAndOneAreRefused() {
        assertThatThrownBy(() -> reader(new byte[] {2}).bool())
                .hasMessage("invalid u8 while decoding bool, expected 0 or 1, found 2");
        assertThatThrownBy(() -> reader(new byte[] {-1}).option()).hasMessage("tag for enum is not valid, found 255");
    }

    @Test
    void numbersBeyondAnIntAreRefused() {
        byte[] bytes = bytes(writer -> writer.quantity(1L << 31));
        assertThatThrownBy(() -> reader(bytes).quantity("Degree")).hasMessage("Degree 2147483648 is out of range");
        byte[] unsigned = bytes(writer -> writer.quantity(-2));
        assertThatThrownBy(() -> reader(unsigned).quantity("Degree"))
                .hasMessage("Degree 18446744073709551614 is out of range");
    }

    @Test
    void anUnknownNoiseLevelIsKeptAsSuch() throws Exception {
        byte[] bytes = bytes(writer -> CommonTypes.writeNoiseLevel(ShortintCiphertext.UNKNOWN_NOISE_LEVEL, writer));
        assertThat(Arrays.copyOfRange(bytes, 4, 12)).containsOnly(0xff);
        assertThat(CommonTypes.readNoiseLevel(reader(bytes))).isEqualTo(ShortintCiphertext.UNKNOWN_NOISE_LEVEL);
    }

    @Test
    void anIntegerOfNoBlocksIsRefused() {
        byte[] bytes = bytes(writer -> {
            writer.version(1);
            writer.version(0);
            writer.version(0);
            writer.u64(0);
        });
        assertThatThrownBy(() -> SingleCiphertextCodec.UNSIGNED.readBody(reader(bytes)))
                .hasMessage("an encrypted integer has at least one block");
    }

    @Test
    void blocksOfOneValueMustAgree() {
        byte[] bytes = TestVectors.toy().bytes("ciphertexts/U4_0.single");
        int endOfLastBlock = bytes.length - 12;
        bytes[endOfLastBlock - 4] = 1;
        assertThatThrownBy(() -> SingleCiphertextCodec.UNSIGNED.read(bytes))
                .hasMessageContaining("the blocks of one value differ");
    }

    @Test
    void aValueIsNotWrittenUnderTheNameOfAnotherKind() throws Exception {
        var value = SingleCiphertextCodec.UNSIGNED.read(TestVectors.toy().bytes("ciphertexts/U4_0.single"));
        assertThatThrownBy(() -> SingleCiphertextCodec.SIGNED.write(value))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(SingleCiphertextCodec.of(new DataKind.Bool())).isSameAs(SingleCiphertextCodec.BOOL);
        assertThat(SingleCiphertextCodec.of(new DataKind.Signed(1))).isSameAs(SingleCiphertextCodec.SIGNED);
    }

    @Test
    void tagsOfAnyLengthAreKept() throws Exception {
        var codec = ClientKeyCodec.INSTANCE;
        byte[] bytes = TestVectors.toy().bytes("keys/cks");
        byte[] tagged = Arrays.copyOf(bytes, bytes.length + 5);
        tagged[bytes.length - 8] = 5;
        tagged[bytes.length + 4] = 77;
        assertThat(codec.read(tagged).tag().bytes()).containsExactly(0, 0, 0, 0, 77);
        assertThat(codec.write(codec.read(tagged))).isEqualTo(tagged);
    }

    @ParameterizedTest
    @EnumSource(CurvePointLayout.class)
    void pointsAreKeptInEachOfTheirThreeForms(CurvePointLayout group) throws Exception {
        int limbs = group == CurvePointLayout.G1 ? 7 : 14;
        long[] x = new long[limbs];
        long[] y = new long[limbs];
        Arrays.setAll(x, i -> i + 1);
        Arrays.setAll(y, i -> -i);
        assertPoint(group, new EncodedCurvePoint.Infinity(), 8);
        assertPoint(group, new EncodedCurvePoint.Compressed(x, true), group == CurvePointLayout.G1 ? 77 : 149);
        assertPoint(group, new EncodedCurvePoint.Uncompressed(x, y), group == CurvePointLayout.G1 ? 144 : 288);
    }

    @Test
    void fieldElementsHaveSevenLimbs() {
        byte[] bytes = bytes(
                writer -> CurvePointLayout.G1.write(new EncodedCurvePoint.Compressed(new long[7], false), writer));
        bytes[12] = 6;
        assertThatThrownBy(() -> CurvePointLayout.G1.read(reader(bytes)))
                .hasMessage("a field element has 7 limbs, not 6");
        assertThatThrownBy(() -> CurvePointLayout.G1.skip(reader(bytes)))
                .hasMessage("a field element has 7 limbs, not 6");
    }

    @Test
    void aPointAtInfinityOutOfItsPlaceMakesACrsUnusable() {
        byte[] bytes = bytes(writer -> {
            writer.version(0);
            writer.version(0);
            writer.u64(2);
            CurvePointLayout.G1.write(new EncodedCurvePoint.Infinity(), writer);
        });
        assertThatThrownBy(() -> CompactPkePublicParamsReader.INSTANCE.readBody(reader(bytes)))
                .hasMessage("point 0 of G1 is at infinity");
    }

    private static void assertPoint(CurvePointLayout group, EncodedCurvePoint point, int length) throws Exception {
        byte[] bytes = bytes(writer -> group.write(point, writer));
        assertThat(bytes).hasSize(length);
        assertThat(group.read(reader(bytes))).usingRecursiveComparison().isEqualTo(point);
        BodyReader skipping = reader(bytes);
        assertThat(group.skip(skipping)).isEqualTo(point instanceof EncodedCurvePoint.Infinity);
        assertThat(skipping.position()).isEqualTo(length);
    }

    private static byte[] modulus(long low, long high, long scalarBits) {
        return bytes(writer -> {
            writer.version(0);
            writer.u64(low);
            writer.u64(high);
            writer.u64(scalarBits);
        });
    }
}
