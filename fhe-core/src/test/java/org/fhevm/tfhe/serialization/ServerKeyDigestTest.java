package org.fhevm.tfhe.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.fhevm.tfhe.core.entity.FourierLweBootstrapKey;
import org.fhevm.tfhe.core.entity.LweBootstrapKey;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.shortint.SeededExpansion;
import org.fhevm.tfhe.shortint.ServerKeyParts;
import org.fhevm.tfhe.testing.TestVectors;
import org.fhevm.tfhe.testing.VectorCase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The seeded server key of the real set expands to the key that tfhe-rs made of it. */
@Tag("real")
class ServerKeyDigestTest {
    private static ServerKeyParts<LweKeyswitchKey, LweBootstrapKey, LwePackingKeyswitchKey> expanded;

    @BeforeAll
    static void expand() throws Exception {
        byte[] file = TestVectors.real().bytes("keys/csks");
        expanded = SeededExpansion.expand(CompressedServerKeyCodec.INSTANCE.read(file));
    }

    @Test
    void theKeyswitchKeyHasItsDigest() throws Exception {
        assertDigest("keyswitch_key", expanded.keyswitchKey().words());
    }

    @Test
    void theCastingKeyHasItsDigest() throws Exception {
        assertDigest("casting_key", expanded.casting().orElseThrow().key().words());
    }

    @Test
    void thePackingKeyHasItsDigest() throws Exception {
        assertDigest(
                "packing_keyswitch_key",
                expanded.compression().orElseThrow().key().words());
    }

    @Test
    void anUncompressedKeyHasTheSizeOfTheOriginalAndSurvivesAFile(@TempDir Path folder) throws Exception {
        var key = expanded.map(Function.identity(), ServerKeyDigestTest::sameWordsAsDoubles, Function.identity());
        Path file = folder.resolve("sks");
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file))) {
            ServerKeyCodec.INSTANCE.write(key, stream, SizeLimits.KEY);
        }
        assertThat(Files.size(file)).isEqualTo(318_304_627);
        try (Arena arena = Arena.ofConfined()) {
            var read = ServerKeyCodec.INSTANCE.read(ByteInput.map(file, arena), SizeLimits.KEY);
            assertThat(Arrays.equals(
                            read.keyswitchKey().words(), key.keyswitchKey().words()))
                    .isTrue();
            assertThat(Arrays.equals(
                            read.bootstrapKey().values(), key.bootstrapKey().values()))
                    .isTrue();
            assertThat(Arrays.equals(
                            read.decompression().orElseThrow().key().values(),
                            key.decompression().orElseThrow().key().values()))
                    .isTrue();
        }
    }

    /** No transform, only something of the right shape. */
    private static FourierLweBootstrapKey sameWordsAsDoubles(LweBootstrapKey key) {
        double[] values = Arrays.stream(key.words()).mapToDouble(word -> word).toArray();
        return new FourierLweBootstrapKey(
                key.inputDimension(), key.glweDimension(), key.polynomialSize(), key.decomposition(), values);
    }

    @SuppressWarnings("unchecked") // the digests are objects of objects
    private static void assertDigest(String name, long[] words) throws Exception {
        VectorCase digests = TestVectors.real().object("keys/server-key-digests.json");
        VectorCase digest = new VectorCase((Map<String, @Nullable Object>)
                Objects.requireNonNull(digests.fields().get(name)));
        assertThat(words).hasSize(digest.integer("words"));
        assertThat(HexFormat.of().formatHex(sha256(words))).isEqualTo(digest.text("sha256_little_endian_words"));
    }

    private static byte[] sha256(long[] words) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < words.length; from += 1 << 13) {
            int count = Math.min(words.length - from, 1 << 13);
            buffer.asLongBuffer().put(words, from, count);
            digest.update(buffer.array(), 0, count * Long.BYTES);
        }
        return digest.digest();
    }
}
