package org.fhevm.tfhe.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.integer.ciphertext.CompressedCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.parameters.CastingParameters;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.parameters.CompressionParameters;
import org.fhevm.tfhe.parameters.ComputeParameters;
import org.fhevm.tfhe.parameters.Decomposition;
import org.fhevm.tfhe.parameters.EncryptionKeyChoice;
import org.fhevm.tfhe.parameters.ExpansionKind;
import org.fhevm.tfhe.parameters.NoiseDistribution.TUniform;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.testing.TestVectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A reader returns the values that tfhe-rs wrote, field by field. */
class ReadValuesTest {

    @Test
    void theToyClientKeyHasThePublishedToyParameters() throws Exception {
        ClientKey key = ClientKeyCodec.INSTANCE.read(TestVectors.toy().bytes("keys/cks"));
        assertThat(parameters(key))
                .isEqualTo(new ParameterSet(
                        new ComputeParameters(
                                37,
                                1,
                                512,
                                new TUniform(30),
                                new TUniform(5),
                                new Decomposition(22, 1),
                                new Decomposition(3, 5),
                                4,
                                4,
                                5,
                                -64.0,
                                EncryptionKeyChoice.BIG),
                        new CompactKeyParameters(64, new TUniform(10), 4, 4, new ExpansionKind.RequiresCasting()),
                        new CastingParameters(new Decomposition(3, 5), EncryptionKeyChoice.SMALL),
                        new CompressionParameters(
                                new Decomposition(23, 1), new Decomposition(8, 2), 64, 2, 64, 10, new TUniform(25))));
    }

    @Test
    void theToySecretsHaveTheirKnownWeights() throws Exception {
        ClientKey key = ClientKeyCodec.INSTANCE.read(TestVectors.toy().bytes("keys/cks"));
        assertThat(weight(key.lweSecretKey().secretBits())).isEqualTo(23);
        assertThat(weight(key.glweSecretKey().secretBits())).isEqualTo(254);
        assertThat(weight(key.compressionPrivateKey().orElseThrow().secretKey().secretBits()))
                .isEqualTo(63);
        assertThat(weight(key.compactPrivateKey().orElseThrow().secretKey().secretBits()))
                .isEqualTo(29);
    }

    @Tag("real")
    @Test
    void theRealClientKeyHasTheParametersOfFhevm() throws Exception {
        ClientKey key = ClientKeyCodec.INSTANCE.read(TestVectors.real().bytes("keys/cks"));
        assertThat(parameters(key)).isEqualTo(ParameterSet.FHEVM_0_6);
    }

    @Test
    void theToyCrsHasItsPublishedNumbers() throws Exception {
        CompactPkePublicParams crs =
                CompactPkePublicParamsReader.INSTANCE.read(TestVectors.toy().bytes("keys/pp"));
        assertThat(crs).isEqualTo(new CompactPkePublicParams(1568, 1569, 64, 16, 2048, 33, 0, 32, 1));
    }

    @Tag("real")
    @Test
    void theRealCrsHasItsPublishedNumbers() throws Exception {
        CompactPkePublicParams crs =
                CompactPkePublicParamsReader.INSTANCE.read(TestVectors.real().bytes("keys/pp"));
        assertThat(crs).isEqualTo(new CompactPkePublicParams(86016, 86017, 1024, 512, 1L << 43, 513, 0, 32, 1));
    }

    @Tag("real")
    @Test
    void aCrsWithCompressedPointsAndWithoutHeaderIsTheSameCrs() throws Exception {
        TestVectors zk = TestVectors.folder("zk/toy");
        byte[] bare = zk.bytes("crs.compressed.unversioned.bin");
        ByteInput input = ByteInput.of(bare);
        CompactPkePublicParams crs = CompactPkePublicParamsReader.INSTANCE.readUnversioned(input);
        assertThat(input.remaining()).isZero();
        assertThat(crs).isEqualTo(CompactPkePublicParamsReader.INSTANCE.read(zk.bytes("crs.bin")));
        assertThat(crs.k()).isEqualTo(4);
    }

    @Test
    void aListOfSeveralValuesTellsTheirKindsInOrder() throws Exception {
        CompressedCiphertextList list =
                CompressedCiphertextListCodec.INSTANCE.read(TestVectors.toy().bytes("ciphertexts/multi2.list"));
        int blocks = list.kinds().stream().mapToInt(DataKind::blockCount).sum();
        assertThat(list.kinds()).hasSizeGreaterThan(1);
        assertThat(list.glwes()).hasSize(3);
        assertThat(list.count()).isEqualTo(blocks);
    }

    @Test
    void packedWordsAreThoseThatTfheRsComputed() throws Exception {
        CompressedCiphertextList list =
                CompressedCiphertextListCodec.INSTANCE.read(TestVectors.toy().bytes("ciphertexts/U8_0.list"));
        assertThat(list.glwes().getFirst().packed())
                .isEqualTo(TestVectors.toy().words("intermediates/compress_3_bit_packed_words.u64"));
    }

    @Test
    void compactWordsAreThoseThatTfheRsComputedWith() throws Exception {
        var list = CompactCiphertextListCodec.INSTANCE.read(TestVectors.toy().bytes("inputs/boolu8bool.compact"));
        assertThat(list.blocks().ciphertexts().words())
                .isEqualTo(TestVectors.toy().words("intermediates/compact_0_list_words.u64"));
        assertThat(list.blocks().isPacked()).isTrue();
        assertThat(list.kinds()).containsExactly(new DataKind.Bool(), new DataKind.Unsigned(4), new DataKind.Bool());
    }

    @Test
    void anUnpackedListIsRecognised() throws Exception {
        var list = CompactCiphertextListCodec.INSTANCE.read(TestVectors.toy().bytes("inputs/u8x4.unpacked.compact"));
        assertThat(list.blocks().isPacked()).isFalse();
        assertThat(list.blocks().ciphertexts().lweCount()).isEqualTo(16);
    }

    private static ParameterSet parameters(ClientKey key) {
        var compact = key.compactPrivateKey().orElseThrow();
        return new ParameterSet(
                key.parameters(),
                compact.parameters(),
                compact.casting(),
                key.compressionPrivateKey().orElseThrow().parameters());
    }

    private static long weight(long[] bits) {
        long weight = 0;
        for (long bit : bits) {
            weight += bit;
        }
        return weight;
    }
}
