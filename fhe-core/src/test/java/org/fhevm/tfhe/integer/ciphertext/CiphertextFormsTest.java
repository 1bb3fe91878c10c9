package org.fhevm.tfhe.integer.ciphertext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.math.random.Seed;
import org.fhevm.tfhe.parameters.PbsOrder;
import org.fhevm.tfhe.shortint.SeededBlock;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.junit.jupiter.api.Test;

/** Values in a stored or exchanged form cannot contradict themselves. */
class CiphertextFormsTest {
    private static final int SIZE = 8;
    private static final int BITS = 10;

    @Test
    void kindsHaveAtLeastNoBlocks() {
        assertThat(new DataKind.Unsigned(0).blockCount()).isZero();
        assertThat(new DataKind.Unsigned(3).blockCount()).isEqualTo(3);
        assertThat(new DataKind.Signed(0).blockCount()).isZero();
        assertThat(new DataKind.Signed(4).blockCount()).isEqualTo(4);
        assertThat(new DataKind.Bool().blockCount()).isEqualTo(1);
        assertRefused("cannot have -1 blocks", () -> new DataKind.Unsigned(-1));
        assertRefused("cannot have -1 blocks", () -> new DataKind.Signed(-1));
    }

    @Test
    void packedCiphertextsHaveCoefficientsOfOneTo63Bits() {
        assertThat(packed(1, 1, SIZE, 1).logModulus()).isEqualTo(1);
        assertThat(packed(63, 1, SIZE, 1).logModulus()).isEqualTo(63);
        assertRefused("2^0 is out of range", () -> packed(0, 1, SIZE, 1));
        assertRefused("2^64 is out of range", () -> packed(64, 1, SIZE, 1));
    }

    @Test
    void packedCiphertextsHaveAShape() {
        assertThat(packed(BITS, 1, 2, 2).initialLength()).isEqualTo(4);
        assertThat(packed(BITS, 3, SIZE, SIZE).initialLength()).isEqualTo(32);
        assertRefused("polynomial size 1", () -> packed(BITS, 1, 1, 1));
        assertRefused("polynomial size 6", () -> packed(BITS, 1, 6, 1));
        assertRefused("dimension 0", () -> packed(BITS, 0, SIZE, 1));
        assertRefused("0 bodies", () -> packed(BITS, 1, SIZE, 0));
        assertRefused("9 bodies", () -> packed(BITS, 1, SIZE, SIZE + 1));
        assertRefused("does not hold 10 values", () -> new PackedGlwe(new long[2], BITS, SIZE + 2, 1, SIZE, 1));
        assertRefused("not 1", () -> new PackedGlwe(new long[1], BITS, SIZE + 1, 1, SIZE, 1));
        assertRefused("take 2 words, not 3", () -> new PackedGlwe(new long[3], BITS, SIZE + 1, 1, SIZE, 1));
    }

    @Test
    void groupsOfAListAreFullExceptForTheLast() {
        assertThat(list(SIZE, 0).glwes()).isEmpty();
        assertThat(list(1, 2, 1, 1).glwes()).hasSize(2);
        assertThat(list(SIZE, SIZE, SIZE).count()).isEqualTo(SIZE);
        assertThat(list(SIZE, SIZE + 1, SIZE, 1).glwes()).hasSize(2);
        assertRefused("1 groups of 0 cannot hold 1 blocks", () -> list(0, 1, 1));
        assertRefused("cannot hold -1 blocks", () -> list(SIZE, -1));
        assertRefused("2 groups of 8 cannot hold 8 blocks", () -> list(SIZE, SIZE, SIZE, 1));
        assertRefused("1 groups of 8 cannot hold 9 blocks", () -> list(SIZE, SIZE + 1, SIZE));
        assertRefused("holds 7 blocks instead of 8", () -> list(SIZE, SIZE + 1, SIZE - 1, 2));
        assertRefused("holds 2 blocks instead of 1", () -> list(SIZE, SIZE + 1, SIZE, 2));
    }

    @Test
    void theValuesOfAListTakeItsBlocks() {
        assertRefused(
                "the values take 3 blocks, the list has 2",
                () -> list(SIZE, 2, List.of(new DataKind.Bool(), new DataKind.Unsigned(2)), packed(BITS, 1, SIZE, 2)));
    }

    @Test
    void singleValuesHaveTheBlocksOfTheirKind() {
        DataKind kind = new DataKind.Unsigned(2);
        assertThat(single(kind, 2).ciphertext().blockCount()).isEqualTo(2);
        assertRefused("does not have 1 blocks", () -> single(kind, 1));
        assertThat(seeded(kind, 2).blocks()).hasSize(2);
        assertRefused("does not have 3 blocks", () -> seeded(kind, 3));
        assertRefused("does not have 0 blocks", () -> seeded(new DataKind.Unsigned(0), 0));
    }

    private static PackedGlwe packed(int bits, int dimension, int size, int bodies) {
        int length = dimension * size + bodies;
        return new PackedGlwe(new long[Math.ceilDiv(length * bits, 64)], bits, length, dimension, size, bodies);
    }

    private static CompressedCiphertextList list(int perGroup, int count, int... bodies) {
        PackedGlwe[] groups = new PackedGlwe[bodies.length];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = packed(BITS, 1, SIZE, bodies[i]);
        }
        return list(perGroup, count, List.of(new DataKind.Unsigned(Math.max(0, count))), groups);
    }

    private static CompressedCiphertextList list(int perGroup, int count, List<DataKind> kinds, PackedGlwe... groups) {
        return new CompressedCiphertextList(
                List.of(groups), 4, 4, PbsOrder.KEYSWITCH_BOOTSTRAP, perGroup, count, kinds, KeyTag.EMPTY);
    }

    private static SingleCiphertext single(DataKind kind, int blocks) {
        RadixCiphertext value = new RadixCiphertext(Stream.generate(() -> new ShortintCiphertext(new long[3], 3, 1))
                .limit(blocks)
                .toList());
        return new SingleCiphertext(kind, value, 4, 4, PbsOrder.KEYSWITCH_BOOTSTRAP, KeyTag.EMPTY);
    }

    private static SeededCiphertext seeded(DataKind kind, int blocks) {
        return new SeededCiphertext(
                kind,
                Collections.nCopies(blocks, new SeededBlock(new Seed(1, 2), 3, 2, 3, 1)),
                4,
                4,
                PbsOrder.KEYSWITCH_BOOTSTRAP,
                KeyTag.EMPTY);
    }

    private static void assertRefused(String reason, ThrowingCallable creation) {
        assertThatIllegalArgumentException().isThrownBy(creation).withMessageContaining(reason);
    }
}
