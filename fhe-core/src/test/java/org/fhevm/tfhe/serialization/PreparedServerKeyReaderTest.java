package org.fhevm.tfhe.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.fhevm.tfhe.core.entity.PreparedBootstrapKey;
import org.fhevm.tfhe.core.entity.PreparedKeyswitchKey;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.shortint.ServerKeyParts;
import org.fhevm.tfhe.testing.TestVectors;
import org.junit.jupiter.api.Test;

class PreparedServerKeyReaderTest {
    private static final byte[] FILE = TestVectors.toy().bytes("keys/sks");

    @Test
    void readsTheKeyThatWouldBePreparedFromTheFile() throws MalformedInputException {
        ServerKey expected = ServerKey.prepare(ServerKeyCodec.INSTANCE.read(FILE));
        ServerKey key = PreparedServerKeyReader.INSTANCE.read(FILE);
        assertSame(key.keyswitchKey(), expected.keyswitchKey());
        assertSame(key.castingKey(), expected.castingKey());
        assertSame(key.bootstrapKey(), expected.bootstrapKey());
        assertSame(key.decompression().key(), expected.decompression().key());
        assertThat(key.decompression().lwePerGlwe())
                .isEqualTo(expected.decompression().lwePerGlwe());
        ServerKey.Compression compression = key.compression();
        ServerKey.Compression packing = expected.compression();
        assertThat(compression.key().words()).isEqualTo(packing.key().words());
        assertThat(compression.lwePerGlwe()).isEqualTo(packing.lwePerGlwe());
        assertThat(compression.storageLogModulus()).isEqualTo(packing.storageLogModulus());
        assertThat(key.tag()).isEqualTo(expected.tag());
    }

    private static void assertSame(PreparedKeyswitchKey key, PreparedKeyswitchKey expected) {
        assertThat(key.upper()).isEqualTo(expected.upper());
        assertThat(key.lower()).isEqualTo(expected.lower());
        assertThat(key.inputDimension()).isEqualTo(expected.inputDimension());
    }

    private static void assertSame(PreparedBootstrapKey key, PreparedBootstrapKey expected) {
        assertThat(key.values()).isEqualTo(expected.values());
        assertThat(key.inputDimension()).isEqualTo(expected.inputDimension());
    }

    @Test
    void refusesPartsThatDoNotBelongTogether() throws MalformedInputException {
        var key = ServerKeyCodec.INSTANCE.read(FILE);
        var casting = key.casting().orElseThrow();
        byte[] file = ServerKeyCodec.INSTANCE.write(new ServerKeyParts<>(
                key.keyswitchKey(),
                key.bootstrapKey(),
                key.messageModulus(),
                key.carryModulus(),
                key.maxDegree(),
                key.maxNoiseLevel(),
                key.pbsOrder(),
                new ServerKeyParts.Casting<>(casting.key(), 1, casting.destination()),
                key.compressionPart(),
                key.decompressionPart(),
                key.tag()));
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> PreparedServerKeyReader.INSTANCE.read(file))
                .withMessageContaining("with shift 1 are not supported");
    }
}
