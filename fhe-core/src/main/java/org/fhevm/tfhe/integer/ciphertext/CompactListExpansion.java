package org.fhevm.tfhe.integer.ciphertext;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.fhevm.tfhe.core.algorithm.CompactListMask;
import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.RadixContext;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Turns a client's compact list into clean blocks under the big key.
 *
 * <p>Each LWE of the list holds two blocks, packed across the borders of values. One keyswitch brings it to the small
 * key, and one blind rotation extracts each block. The extraction forces blocks to 0..3, those of booleans to 0 or 1,
 * whatever the client encrypted.
 *
 * <p>Nothing is proved here about the values of the client: the caller decides on proofs.
 */
public final class CompactListExpansion {
    private static final int MASK = RadixContext.MAXIMUM_MESSAGE;

    private static final LookupTable LOW = LookupTable.bounded(w -> w & MASK, MASK);
    private static final LookupTable HIGH = LookupTable.bounded(w -> w >> 2 & MASK, MASK);
    private static final LookupTable LOW_BOOLEAN = LookupTable.bounded(w -> (w & MASK) == 0 ? 0 : 1, 1);
    private static final LookupTable HIGH_BOOLEAN = LookupTable.bounded(w -> (w >> 2 & MASK) == 0 ? 0 : 1, 1);

    private CompactListExpansion() {}

    /**
     * Expands the parts of a list that has passed its conformance check.
     *
     * @param parts packed lists whose blocks, laid end to end, are those of the values
     * @param kinds one for each value
     * @return the values, in order
     */
    public static List<RadixCiphertext> expand(
            RadixContext context, List<LweCompactCiphertextList> parts, List<DataKind> kinds) {
        int blocks = kinds.stream().mapToInt(DataKind::blockCount).sum();
        return values(blocks(context, parts, kinds, 0, blocks), kinds);
    }

    /**
     * Expands some of the blocks of a list. If a range begins or ends within an LWE, each of the two ranges switches
     * that LWE to the small key, but each block is still extracted only once.
     *
     * @param parts as for {@link #expand}
     * @param kinds of all values of the list
     * @param from first block, counted over all values
     * @param to end of the range, exclusive
     * @return the blocks of the range, in order
     */
    public static List<ShortintCiphertext> blocks(
            RadixContext context, List<LweCompactCiphertextList> parts, List<DataKind> kinds, int from, int to) {
        List<Boolean> isBoolean = booleans(kinds);
        Objects.checkFromToIndex(from, to, isBoolean.size());
        List<BootstrapJob> jobs = new ArrayList<>();
        int lwe = 0;
        for (LweCompactCiphertextList part : parts) {
            for (int t = 0; t < part.lweCount(); t++, lwe++) {
                List<LookupTable> tables = tables(isBoolean, Math.max(from, 2 * lwe), Math.min(to, 2 * lwe + 2));
                if (!tables.isEmpty()) {
                    jobs.add(new BootstrapJob(
                            BootstrapJob.Source.COMPACT_LIST, CompactListMask.expand(part, t), tables));
                }
            }
        }
        context.executor().run(context.key(), jobs);
        List<ShortintCiphertext> blocks = new ArrayList<>(to - from);
        for (BootstrapJob job : jobs) {
            for (int i = 0; i < job.tables().size(); i++) {
                blocks.add(job.result(i));
            }
        }
        return blocks;
    }

    private static List<Boolean> booleans(List<DataKind> kinds) {
        List<Boolean> isBoolean = new ArrayList<>();
        for (DataKind kind : kinds) {
            for (int i = 0; i < kind.blockCount(); i++) {
                isBoolean.add(kind instanceof DataKind.Bool);
            }
        }
        return isBoolean;
    }

    /**
     * The tables that extract these blocks of one LWE: an even block is the lower half of its LWE, an odd one the
     * upper.
     */
    private static List<LookupTable> tables(List<Boolean> isBoolean, int from, int to) {
        List<LookupTable> tables = new ArrayList<>(2);
        for (int block = from; block < to; block++) {
            boolean bool = isBoolean.get(block);
            tables.add(block % 2 == 0 ? (bool ? LOW_BOOLEAN : LOW) : (bool ? HIGH_BOOLEAN : HIGH));
        }
        return tables;
    }

    private static List<RadixCiphertext> values(List<ShortintCiphertext> blocks, List<DataKind> kinds) {
        List<RadixCiphertext> values = new ArrayList<>();
        int block = 0;
        for (DataKind kind : kinds) {
            values.add(new RadixCiphertext(blocks.subList(block, block + kind.blockCount())));
            block += kind.blockCount();
        }
        return values;
    }
}
