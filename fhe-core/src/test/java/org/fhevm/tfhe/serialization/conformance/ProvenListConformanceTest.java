package org.fhevm.tfhe.serialization.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint;
import org.fhevm.tfhe.core.entity.EncodedProof;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.DataKind.Bool;
import org.fhevm.tfhe.integer.ciphertext.DataKind.Signed;
import org.fhevm.tfhe.integer.ciphertext.DataKind.Unsigned;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList.Part;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.parameters.ExpansionKind;
import org.fhevm.tfhe.parameters.ExpansionKind.NoCasting;
import org.fhevm.tfhe.parameters.ExpansionKind.RequiresCasting;
import org.fhevm.tfhe.parameters.PbsOrder;
import org.fhevm.tfhe.serialization.CompactPkePublicParamsReader;
import org.fhevm.tfhe.serialization.CompactPublicKeyCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;
import org.fhevm.tfhe.shortint.CompactBlockList;
import org.fhevm.tfhe.testing.TestVectors;
import org.fhevm.tfhe.testing.VectorCase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProvenListConformanceTest {
    private static final int CAPACITY = 16;
    private static final CompactKeyParameters PARAMETERS = toyParameters();
    private static final ProvenListConformance CONFORMANCE = new ProvenListConformance(PARAMETERS, CAPACITY);
    private static final EncodedCurvePoint POINT = new EncodedCurvePoint.Infinity();
    private static final EncodedProof PROOF = new EncodedProof(POINT, POINT, POINT);

    static Stream<VectorCase> toyLists() {
        return TestVectors.toy().cases("inputs/manifest.json").stream()
                .filter(vector -> vector.text("format").equals("proven"));
    }

    @ParameterizedTest
    @MethodSource("toyLists")
    void listsMadeByTfheRsConform(VectorCase vector) throws Exception {
        var list =
                ProvenCompactCiphertextListCodec.INSTANCE.read(TestVectors.toy().bytes(vector.file()));
        CONFORMANCE.require(list);
        assertThat(list.parts())
                .extracting(part -> part.blocks().ciphertexts().lweCount())
                .isEqualTo(vector.integers("sublist_lwe_counts"));
        assertThat(list.parts())
                .allSatisfy(part -> assertThat(part.proof().cHatT() != null)
                        .isEqualTo(vector.text("load").equals("proof")));
        assertThat(list.kinds()).hasSameSizeAs(vector.types());
    }

    @Tag("real")
    @ParameterizedTest
    @ValueSource(strings = {"transfer.verify.proven", "mixed.verify.proven", "ebytes.proof.proven"})
    void realListsConformToTheRealKeyAndCrs(String file) throws Exception {
        TestVectors real = TestVectors.real();
        var key = CompactPublicKeyCodec.INSTANCE.read(real.bytes("keys/pks"));
        var crs = CompactPkePublicParamsReader.INSTANCE.read(real.bytes("keys/pp"));
        assertThat(crs.k()).isEqualTo(512);
        new ProvenListConformance(key.parameters(), crs.k())
                .require(ProvenCompactCiphertextListCodec.INSTANCE.read(real.bytes("inputs/" + file)));
    }

    @Test
    void aListFilledToCapacityAndBeyondConformsIfItIsCutRight() throws Exception {
        CONFORMANCE.require(list(List.of(new Unsigned(32)), part(16)));
        CONFORMANCE.require(list(List.of(new Unsigned(32), new Bool()), part(16), part(1)));
        CONFORMANCE.require(list(List.of(new Unsigned(64), new Unsigned(4)), part(16), part(16), part(2)));
    }

    @Test
    void aListOfNothingIsRefused() {
        assertRefused(list(List.of()), "0 values");
        assertRefused(list(List.of(new Bool())), "0 parts");
        assertRefused(list(List.of(), part(1)), "0 values");
        assertRefused(list(List.of(), part(0)), "0 values");
    }

    @Test
    void aListWithOtherPartsIsRefused() {
        assertRefused(list(List.of(new Unsigned(32), new Bool()), part(17)), "LWE count 17");
        assertRefused(list(List.of(new Unsigned(32), new Bool()), part(1), part(16)), "LWE count 1");
        assertRefused(list(List.of(new Unsigned(8)), part(2), part(2)), "LWE count 2");
        assertRefused(list(List.of(new Unsigned(32), new Bool()), part(16)), "1 LWE are missing");
        assertRefused(list(List.of(new Unsigned(8)), part(4), part(0)), "one too many");
        assertRefused(list(List.of(new Unsigned(8)), part(4), part(4)), "one too many");
    }

    @Test
    void blockCountsThatAddUpToMoreThanAnIntAreRefused() {
        List<DataKind> kinds = new ArrayList<>(Collections.nCopies(8, new Unsigned(Integer.MAX_VALUE)));
        kinds.add(new Unsigned(16));
        assertRefused(list(kinds, part(4)), "LWE count 4 instead of 16");
    }

    @Test
    void aValueOfNoBlocksIsRefused() {
        assertRefused(list(List.of(new Unsigned(8), new Unsigned(0)), part(4)), "no blocks");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 6, 7, 9, 127, 2048})
    void anUnsignedValueOfAWidthWithoutTypeIsRefusedByName(int blocks) {
        ProvenCompactCiphertextList list = list(List.of(new Unsigned(blocks)), parts((blocks + 1) / 2));
        assertThatThrownBy(() -> CONFORMANCE.require(list))
                .isInstanceOfSatisfying(
                        UnsupportedKindException.class,
                        failure -> assertThat(failure.typeName()).isEqualTo("Uint" + 2 * blocks))
                .hasMessage("unsupported tfhe type found while expanding ciphertexts: Uint" + 2 * blocks);
    }

    @Test
    void aSignedValueIsRefusedByName() {
        assertThatThrownBy(() -> CONFORMANCE.require(list(List.of(new Bool(), new Signed(4)), part(3))))
                .isInstanceOf(UnsupportedKindException.class)
                .hasMessageEndingWith(": Int8");
    }

    @Test
    void aPartThatDiffersFromTheKeyIsRefused() {
        var ciphertexts = ciphertexts(64, 4);
        ExpansionKind expansion = new RequiresCasting();
        assertRefused(one(new CompactBlockList(ciphertexts(32, 4), 15, 4, 4, expansion, 1)), "LWE dimension 32");
        assertRefused(one(new CompactBlockList(ciphertexts, 3, 4, 4, expansion, 1)), "degree 3");
        assertRefused(one(new CompactBlockList(ciphertexts, 15, 8, 4, expansion, 1)), "message modulus 8");
        assertRefused(one(new CompactBlockList(ciphertexts, 15, 4, 2, expansion, 1)), "carry modulus 2");
        assertRefused(one(new CompactBlockList(ciphertexts, 15, 4, 4, expansion, 2)), "noise level 2");
        ExpansionKind none = new NoCasting(PbsOrder.KEYSWITCH_BOOTSTRAP);
        assertRefused(one(new CompactBlockList(ciphertexts, 15, 4, 4, none, 1)), "expansion");
    }

    @Test
    void aProofWithSomeOfItsOptionalPointsIsRefused() {
        for (int present = 1; present < 7; present++) {
            EncodedProof proof = new EncodedProof(
                    POINT, POINT, POINT, optional(present & 1), optional(present & 2), optional(present & 4));
            Part part = new Part(part(4).blocks(), proof);
            assertRefused(list(List.of(new Unsigned(8)), part), "optional points");
        }
    }

    @Tag("real")
    @Test
    void aProofWithoutOneOfItsPointsCanBeReadAndIsRefused() throws Exception {
        TestVectors zk = TestVectors.folder("zk/toy");
        var list = ProvenCompactCiphertextListCodec.INSTANCE.read(zk.bytes("partial_options_nokzg.bin"));
        assertThatThrownBy(() -> new ProvenListConformance(PARAMETERS, 4).require(list))
                .isInstanceOfSatisfying(
                        MalformedInputException.class,
                        failure -> assertThat(failure.detail()).contains("optional points"));
    }

    private static @Nullable EncodedCurvePoint optional(int flag) {
        return flag != 0 ? POINT : null;
    }

    private static ProvenCompactCiphertextList one(CompactBlockList blocks) {
        return list(List.of(new Unsigned(8)), new Part(blocks, PROOF));
    }

    private static ProvenCompactCiphertextList list(List<DataKind> kinds, Part... parts) {
        return new ProvenCompactCiphertextList(List.of(parts), kinds, KeyTag.EMPTY);
    }

    private static Part[] parts(int lweCount) {
        List<Part> parts = new ArrayList<>();
        for (int left = lweCount; left > 0; left -= CAPACITY) {
            parts.add(part(Math.min(left, CAPACITY)));
        }
        return parts.toArray(Part[]::new);
    }

    private static Part part(int lweCount) {
        return new Part(new CompactBlockList(ciphertexts(64, lweCount), 15, 4, 4, new RequiresCasting(), 1), PROOF);
    }

    private static LweCompactCiphertextList ciphertexts(int dimension, int count) {
        return new LweCompactCiphertextList(
                dimension, count, new long[(int) LweCompactCiphertextList.wordCount(dimension, count)]);
    }

    private static void assertRefused(ProvenCompactCiphertextList list, String detail) {
        assertThatThrownBy(() -> CONFORMANCE.require(list))
                .isExactlyInstanceOf(MalformedInputException.class)
                .hasMessage("Deserialized object of type high_level_api::ProvenCompactCiphertextList"
                        + " not conformant with given parameter set")
                .isInstanceOfSatisfying(
                        MalformedInputException.class,
                        failure -> assertThat(failure.detail()).contains(detail));
    }

    private static CompactKeyParameters toyParameters() {
        try {
            return CompactPublicKeyCodec.INSTANCE
                    .read(TestVectors.toy().bytes("keys/pks"))
                    .parameters();
        } catch (MalformedInputException e) {
            throw new AssertionError(e);
        }
    }
}
