package org.fhevm.tfhe.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fhevm.tfhe.serialization.Bodies.bytes;
import static org.fhevm.tfhe.serialization.Bodies.reader;

import java.util.Arrays;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.integer.ciphertext.CompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.parameters.ExpansionKind.NoCasting;
import org.fhevm.tfhe.parameters.NoiseDistribution.TUniform;
import org.fhevm.tfhe.parameters.PbsOrder;
import org.fhevm.tfhe.shortint.ServerKeyParts;
import org.fhevm.tfhe.testing.TestVectors;
import org.junit.jupiter.api.Test;

/**
 * Layouts of earlier releases that tfhe-rs 0.9.1 still reads. No such files are available, so each test makes one from
 * a current file by undoing the change.
 */
class OlderVariantTest {
    private static final TestVectors TOY = TestVectors.toy();
    /** The version and the length of an empty tag. */
    private static final int EMPTY_TAG_BYTES = 12;

    @Test
    void singleValuesHadNoTag() throws Exception {
        assertReadsWithoutTag(SingleCiphertextCodec.UNSIGNED, "ciphertexts/U8_0.single", 0);
        assertReadsWithoutTag(SingleCiphertextCodec.BOOL, "ciphertexts/bool_0.single", 0);
        assertReadsWithoutTag(SeededCiphertextCodec.UNSIGNED, "ciphertexts/U8_0.seeded", 0);
        assertReadsWithoutTag(SeededCiphertextCodec.BOOL, "ciphertexts/bool_0.seeded", 0);
    }

    @Test
    void keysHadNoTag() throws Exception {
        assertReadsWithoutTag(ClientKeyCodec.INSTANCE, "keys/cks", 0);
        assertReadsWithoutTag(ServerKeyCodec.INSTANCE, "keys/sks", 0);
        assertReadsWithoutTag(ServerKeyCodec.INSTANCE, "keys/sks", 1);
        assertReadsWithoutTag(CompressedServerKeyCodec.INSTANCE, "keys/csks", 0);
        assertReadsWithoutTag(CompactPublicKeyCodec.INSTANCE, "keys/pks", 0);
        assertReadsWithoutTag(SeededCompactPublicKeyCodec.INSTANCE, "keys/cpks", 0);
    }

    @Test
    void listsHadNoTag() throws Exception {
        assertReadsWithoutTag(CompressedCiphertextListCodec.INSTANCE, "ciphertexts/U8_0.list", 0);
        assertReadsWithoutTag(CompactCiphertextListCodec.INSTANCE, "inputs/u8x4.compact", 0);
    }

    @Test
    void theLayoutOfCompressedListsDidNotChangeWithTheirSecondVersion() throws Exception {
        byte[] bytes = TOY.bytes("ciphertexts/U8_0.list");
        byte[] older = bytes.clone();
        older[bodyStart(CompressedCiphertextListCodec.INSTANCE)] = 1;
        var codec = CompressedCiphertextListCodec.INSTANCE;
        assertThat(codec.write(codec.read(older))).isEqualTo(bytes);
    }

    @Test
    void theSeededFormOfIntegersDidNotChangeWithItsWrapper() throws Exception {
        var codec = SeededCiphertextCodec.UNSIGNED;
        byte[] bytes = TOY.bytes("ciphertexts/U8_0.seeded");
        byte[] older = bytes.clone();
        older[bodyStart(codec) + 4] = 0;
        assertThat(codec.write(codec.read(older))).isEqualTo(bytes);
    }

    @Test
    void clientKeysHadTheirCompressionKeyOneLayerLower() throws Exception {
        ClientKey key = ClientKeyCodec.INSTANCE.read(TOY.bytes("keys/cks"));
        byte[] older = bytes(writer -> {
            writer.version(1);
            writer.version(2);
            writer.version(0);
            writer.version(0);
            SecretKeyLayouts.writeGlwe(key.glweSecretKey(), writer);
            SecretKeyLayouts.writeLwe(key.lweSecretKey(), writer);
            ParameterLayouts.writeCompute(key.parameters(), writer);
            writer.option(false);
            writer.option(true);
            writer.version(0);
            SecretKeyLayouts.writeGlwe(key.compressionPrivateKey().orElseThrow().secretKey(), writer);
            ParameterLayouts.writeCompression(
                    key.compressionPrivateKey().orElseThrow().parameters(), writer);
            CommonTypes.writeTag(KeyTag.of(new byte[] {1, 2}), writer);
        });
        ClientKey read = ClientKeyCodec.INSTANCE.readBody(reader(older));
        assertThat(read.compactPrivateKey()).isEmpty();
        assertThat(read.compressionPrivateKey().orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(key.compressionPrivateKey().orElseThrow());
        assertThat(read.tag().bytes()).containsExactly(1, 2);
    }

    @Test
    void clientAndServerKeysOfStillEarlierReleasesAreRefusedByName() {
        assertVersionRefused(ClientKeyCodec.INSTANCE, "keys/cks", 4, 1, "version 1 of IntegerClientKey");
        assertVersionRefused(ServerKeyCodec.INSTANCE, "keys/sks", 4, 0, "version 0 of IntegerServerKey");
        assertVersionRefused(
                CompressedServerKeyCodec.INSTANCE, "keys/csks", 4, 0, "version 0 of IntegerCompressedServerKey");
        assertVersionRefused(
                CompressedServerKeyCodec.INSTANCE, "keys/csks", 8, 0, "version 0 of integer CompressedServerKey");
        assertVersionRefused(
                CompressedServerKeyCodec.INSTANCE, "keys/csks", 12, 0, "version 0 of shortint CompressedServerKey");
        assertVersionRefused(
                CompressedServerKeyCodec.INSTANCE, "keys/csks", 16, 0, "version 0 of SeededLweKeyswitchKey");
    }

    @Test
    void serverKeysHadTheirCompressionKeysOneLayerLower() throws Exception {
        var codec = ServerKeyCodec.INSTANCE;
        byte[] bytes = TOY.bytes("keys/sks");
        int compression = optionTag(bytes, codec, true);
        int decompression = optionTag(bytes, codec, false);
        byte[] older = concat(
                Arrays.copyOfRange(bytes, 0, compression + 1),
                Arrays.copyOfRange(bytes, compression + 1 + 4, decompression + 1),
                Arrays.copyOfRange(bytes, decompression + 1 + 4, bytes.length));
        older[bodyStart(codec) + 4] = 2;
        assertThat(codec.write(codec.read(older))).isEqualTo(bytes);
    }

    @Test
    void keyswitchKeysHadTheirLevelsInDescendingOrder() throws Exception {
        LweKeyswitchKey key =
                ServerKeyCodec.INSTANCE.read(TOY.bytes("keys/sks")).keyswitchKey();
        byte[] older = bytes(writer -> {
            writer.version(0);
            writer.words(levelsReversed(key.words(), 5, 38));
            ParameterLayouts.writeDecomposition(key.decomposition(), writer);
            writer.quantity(38);
            CommonTypes.writeModulus(writer);
        });
        assertThat(KeyswitchKeyLayouts.read(reader(older)))
                .usingRecursiveComparison()
                .isEqualTo(key);
    }

    @Test
    void packingKeysHadTheirLevelsInDescendingOrder() throws Exception {
        LwePackingKeyswitchKey key = ServerKeyCodec.INSTANCE
                .read(TOY.bytes("keys/sks"))
                .compression()
                .orElseThrow()
                .key();
        byte[] older = bytes(writer -> {
            writer.version(0);
            writer.words(levelsReversed(key.words(), 2, 3 * 64));
            ParameterLayouts.writeDecomposition(key.decomposition(), writer);
            writer.quantity(3);
            writer.quantity(64);
            CommonTypes.writeModulus(writer);
        });
        assertThat(KeyswitchKeyLayouts.readPacking(reader(older)))
                .usingRecursiveComparison()
                .isEqualTo(key);
    }

    @Test
    void compactPublicKeysStatedTheComputeParametersTheyWereUnder() throws Exception {
        ClientKey clientKey = ClientKeyCodec.INSTANCE.read(TOY.bytes("keys/cks"));
        long[] words = new long[2 * 512];
        Arrays.setAll(words, i -> i);
        byte[] older = bytes(writer -> {
            writer.version(1);
            writer.version(0);
            writer.version(0);
            writer.version(0);
            writer.version(0);
            writer.version(0);
            writer.words(words);
            writer.quantity(512);
            CommonTypes.writeModulus(writer);
            ParameterLayouts.writeCompute(clientKey.parameters(), writer);
            CommonTypes.writePbsOrder(PbsOrder.KEYSWITCH_BOOTSTRAP, writer);
            CommonTypes.writeTag(KeyTag.EMPTY, writer);
        });
        var key = CompactPublicKeyCodec.INSTANCE.readBody(reader(older));
        assertThat(key.words()).isEqualTo(words);
        assertThat(key.parameters())
                .isEqualTo(new CompactKeyParameters(
                        512, new TUniform(5), 4, 4, new NoCasting(PbsOrder.KEYSWITCH_BOOTSTRAP)));
    }

    @Test
    void compactListsHadIntegersOfOneWidthUnderTheComputeKey() throws Exception {
        CompactCiphertextList current =
                CompactCiphertextListCodec.INSTANCE.read(TOY.bytes("inputs/u8x4.unpacked.compact"));
        byte[] older = bytes(writer -> {
            writer.version(1);
            writer.version(0);
            writer.version(0);
            writer.version(0);
            writer.words(current.blocks().ciphertexts().words());
            writer.quantity(65);
            writer.quantity(16);
            CommonTypes.writeModulus(writer);
            writer.quantity(3);
            writer.quantity(4);
            writer.quantity(4);
            CommonTypes.writePbsOrder(PbsOrder.BOOTSTRAP_KEYSWITCH, writer);
            CommonTypes.writeNoiseLevel(1, writer);
            writer.u64(4);
            CommonTypes.writeTag(KeyTag.EMPTY, writer);
        });
        CompactCiphertextList read = CompactCiphertextListCodec.INSTANCE.readBody(reader(older));
        assertThat(read.kinds()).hasSize(4).containsOnly(new DataKind.Unsigned(4));
        assertThat(read.blocks().expansion()).isEqualTo(new NoCasting(PbsOrder.BOOTSTRAP_KEYSWITCH));
        assertThat(read.blocks().ciphertexts())
                .usingRecursiveComparison()
                .isEqualTo(current.blocks().ciphertexts());
    }

    private static <T> void assertReadsWithoutTag(SafeSerializedCodec<T> codec, String path, int version)
            throws Exception {
        byte[] bytes = TOY.bytes(path);
        byte[] older = Arrays.copyOf(bytes, bytes.length - EMPTY_TAG_BYTES);
        older[bodyStart(codec)] = (byte) version;
        ByteInput input = ByteInput.of(older);
        assertThat(codec.write(codec.read(input, older.length))).isEqualTo(bytes);
        assertThat(input.remaining()).isZero();
    }

    private static void assertVersionRefused(
            SafeSerializedCodec<?> codec, String path, int offsetInBody, int version, String named) {
        byte[] bytes = TOY.bytes(path);
        bytes[bodyStart(codec) + offsetInBody] = (byte) version;
        assertThatThrownBy(() -> codec.read(bytes))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage(named + " is not supported");
    }

    /** Position of the option tag of the compression or decompression key. */
    private static int optionTag(byte[] bytes, ServerKeyCodec codec, boolean ofCompression) throws Exception {
        var key = codec.read(bytes);
        var without = new ServerKeyParts<>(
                key.keyswitchKey(),
                key.bootstrapKey(),
                key.messageModulus(),
                key.carryModulus(),
                key.maxDegree(),
                key.maxNoiseLevel(),
                key.pbsOrder(),
                key.castingPart(),
                ofCompression ? null : key.compressionPart(),
                null,
                key.tag());
        int options = ofCompression ? 2 : 1;
        return (int) codec.size(without) - EMPTY_TAG_BYTES - options;
    }

    private static int bodyStart(SafeSerializedCodec<?> codec) {
        return 34 + codec.typeName().length();
    }

    private static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] whole = new byte[length];
        int position = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, position, part.length);
            position += part.length;
        }
        return whole;
    }

    /** [group][level][row] with the levels reversed. */
    private static long[] levelsReversed(long[] words, int levels, int rowLength) {
        long[] reversed = new long[words.length];
        for (int i = 0; i < words.length; i++) {
            int row = i / rowLength;
            int mirrored = row - row % levels + levels - 1 - row % levels;
            reversed[mirrored * rowLength + i % rowLength] = words[i];
        }
        return reversed;
    }
}
