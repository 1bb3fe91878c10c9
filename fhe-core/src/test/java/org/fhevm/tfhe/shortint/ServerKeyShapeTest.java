package org.fhevm.tfhe.shortint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.fhevm.tfhe.core.entity.BootstrapShape;
import org.fhevm.tfhe.core.entity.KeyswitchShape;
import org.fhevm.tfhe.parameters.EncryptionKeyChoice;
import org.junit.jupiter.api.Test;

/** The parts of a server key must fit each other, at the dimensions of fhevm. */
class ServerKeyShapeTest {
    private static final ServerKeyShape SHAPE = shape(2048, 887, 887, 1, 2048);

    private record Keyswitch(int inputDimension, int outputDimension) implements KeyswitchShape {}

    private record Rotation(int inputDimension, int glweDimension, int polynomialSize) implements BootstrapShape {}

    private static ServerKeyShape shape(
            int keyswitchInput, int keyswitchOutput, int rotationInput, int glweDimension, int polynomialSize) {
        return ServerKeyShape.of(
                new Keyswitch(keyswitchInput, keyswitchOutput),
                new Rotation(rotationInput, glweDimension, polynomialSize));
    }

    private static void requirePair(
            int packingGlweDimension,
            int packingPolynomialSize,
            int packedPerGlwe,
            int rotationInput,
            int unpackedPerGlwe) {
        ServerKeyShape.requirePair(
                new ServerKeyParts.Compression<>(
                        new Rotation(2048, packingGlweDimension, packingPolynomialSize), packedPerGlwe, 12),
                new ServerKeyParts.Decompression<>(new Rotation(rotationInput, 1, 2048), unpackedPerGlwe));
    }

    @Test
    void keyswitchAndRotationLeadToEachOther() {
        assertThat(SHAPE).isEqualTo(new ServerKeyShape(2048, 887));
        assertRefused(() -> shape(2048, 886, 887, 1, 2048), "2048 → 886");
        assertRefused(() -> shape(2048, 887, 887, 1, 1024), "887 → 1024");
    }

    @Test
    void castingLeadsToItsDestination() {
        SHAPE.requireCasting(EncryptionKeyChoice.SMALL, new Keyswitch(1024, 887));
        SHAPE.requireCasting(EncryptionKeyChoice.BIG, new Keyswitch(1024, 2048));
        assertRefused(() -> SHAPE.requireCasting(EncryptionKeyChoice.BIG, new Keyswitch(1024, 887)), "887");
    }

    @Test
    void compressionStartsAndDecompressionEndsAtBlocks() {
        SHAPE.requireCompression(new Rotation(2048, 4, 256));
        SHAPE.requireDecompression(new Rotation(1024, 1, 2048));
        SHAPE.requireDecompression(new Rotation(1024, 2, 1024));
        assertRefused(() -> SHAPE.requireCompression(new Rotation(887, 4, 256)), "887");
        assertRefused(() -> SHAPE.requireDecompression(new Rotation(1024, 2, 2048)), "4096");
    }

    @Test
    void decompressionTakesTheOutputOfCompression() {
        requirePair(4, 256, 256, 1024, 256);
        assertRefused(() -> requirePair(4, 256, 256, 1023, 256), "1023");
        assertRefused(() -> requirePair(4, 256, 256, 1024, 128), "128 per GLWE");
    }

    @Test
    void storageFitsThePackedPolynomialAndTheWord() {
        ServerKeyShape.requireStorage(256, 256, 12);
        assertRefused(() -> ServerKeyShape.requireStorage(257, 256, 12), "257");
        assertRefused(() -> ServerKeyShape.requireStorage(0, 256, 12), "0 LWE");
        assertRefused(() -> ServerKeyShape.requireStorage(256, 256, 32), "2^32");
    }

    @Test
    void degreesFitTheModuli() {
        ServerKeyShape.requireBookkeeping(4, 4, 12, 5);
        ServerKeyShape.requireBookkeeping(4, 4, 15, 1);
        assertRefused(() -> ServerKeyShape.requireBookkeeping(4, 4, 16, 5), "degree 16");
        assertRefused(() -> ServerKeyShape.requireBookkeeping(4, 4, 12, 0), "noise level 0");
        assertRefused(() -> ServerKeyShape.requireBookkeeping(5, 4, 12, 5), "message modulus 5");
        assertRefused(() -> ServerKeyShape.requireBookkeeping(1 << 16, 2, 12, 5), "message modulus 65536");
    }

    private static void assertRefused(ThrowingCallable check, String message) {
        assertThatIllegalArgumentException().isThrownBy(check).withMessageContaining(message);
    }
}
