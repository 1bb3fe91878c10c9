package org.fhevm.tfhe.integer.ciphertext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;
import org.fhevm.tfhe.executor.InlineExecutor;
import org.fhevm.tfhe.integer.RadixContext;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Test;

class CompactListExpansionTest {
    private static final int DIMENSION = ToyKeys.PARAMETERS.compactKey().lweDimension();

    private final Decryptor decryptor = new Decryptor(ToyKeys.shared().clientKey());
    private final RadixContext context = new RadixContext(ToyKeys.shared().serverKey(), new InlineExecutor(8));

    /** All 32 contents of an LWE: a malicious client can encrypt any of them. */
    private final LweCompactCiphertextList all = contents(0, 32);

    /** LWEs without a mask, of contents that follow each other. */
    private static LweCompactCiphertextList contents(int first, int count) {
        return new LweCompactCiphertextList(
                DIMENSION,
                count,
                IntStream.range(0, DIMENSION + count)
                        .mapToLong(j -> j < DIMENSION ? 0 : (long) (first + j - DIMENSION) << 59)
                        .toArray());
    }

    private List<Integer> expand(List<DataKind> kinds) {
        return CompactListExpansion.expand(context, List.of(all), kinds).stream()
                .flatMap(value -> value.blocks().stream())
                .map(decryptor::decryptBlock)
                .toList();
    }

    @Test
    void blocksOfIntegersAreMessagesWhateverTheClientEncrypted() {
        List<Integer> blocks = expand(List.of(new DataKind.Unsigned(64)));
        for (int content = 0; content < 32; content++) {
            int low = content & 3;
            int high = content >> 2 & 3;
            assertThat(blocks.subList(2 * content, 2 * content + 2))
                    .as("content %d", content)
                    .isEqualTo(content < 16 ? List.of(low, high) : List.of(3 - low, 3 - high));
        }
    }

    @Test
    void booleansAreZeroOrOneWhateverTheClientEncrypted() {
        List<Integer> blocks = expand(IntStream.range(0, 64)
                .<DataKind>mapToObj(i -> new DataKind.Bool())
                .toList());
        assertThat(blocks).hasSize(64).allMatch(block -> block == 0 || block == 1);
        for (int content = 0; content < 16; content++) {
            assertThat(blocks.get(2 * content)).isEqualTo((content & 3) == 0 ? 0 : 1);
            assertThat(blocks.get(2 * content + 1)).isEqualTo(content < 4 ? 0 : 1);
        }
    }

    @Test
    void anyRangesOfBlocksAreThoseOfTheWholeList() {
        List<DataKind> kinds = List.of(new DataKind.Bool(), new DataKind.Unsigned(62), new DataKind.Bool());
        List<Integer> whole = expand(kinds);
        for (int size : new int[] {1, 2, 3, 31, 64}) {
            List<Integer> pieces = new ArrayList<>();
            for (int from = 0; from < 64; from += size) {
                CompactListExpansion.blocks(context, List.of(all), kinds, from, Math.min(64, from + size)).stream()
                        .map(decryptor::decryptBlock)
                        .forEach(pieces::add);
            }
            assertThat(pieces).as("in pieces of %d", size).isEqualTo(whole);
        }
        assertThat(CompactListExpansion.blocks(context, List.of(all), kinds, 5, 5))
                .isEmpty();
        assertThatThrownBy(() -> CompactListExpansion.blocks(context, List.of(all), kinds, 0, 65))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void partsFollowEachOther() {
        List<DataKind> kinds = List.of(new DataKind.Unsigned(64));
        List<LweCompactCiphertextList> parts = List.of(contents(0, 20), contents(20, 1), contents(21, 11));

        List<Integer> blocks = CompactListExpansion.blocks(context, parts, kinds, 0, 64).stream()
                .map(decryptor::decryptBlock)
                .toList();

        assertThat(blocks).isEqualTo(expand(kinds));
    }
}
