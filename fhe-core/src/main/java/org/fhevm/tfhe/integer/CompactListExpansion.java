package org.fhevm.tfhe.integer;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.core.algorithm.CompactListMask;
import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Turns a client's compact list into clean blocks under the big key.
 *
 * <p>Each LWE of the list holds two blocks, packed across the borders of values. It is switched to the small key once; one blind
 * rotation takes out each block. Blocks are brought to 0..3 on the way, those of booleans to 0 or 1, whatever the client put there.
 *
 * <p>Nothing is proved here about what the client encrypted: see where the caller decides on proofs.
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
        List<Boolean> isBoolean = new ArrayList<>();
        for (DataKind kind : kinds) {
            for (int i = 0; i < kind.blockCount(); i++) {
                isBoolean.add(kind instanceof DataKind.Bool);
            }
        }
        List<BootstrapJob> jobs = new ArrayList<>();
        for (LweCompactCiphertextList part : parts) {
            for (int t = 0; t < part.lweCount(); t++) {
                jobs.add(new BootstrapJob(
                        BootstrapJob.Source.COMPACT_LIST,
                        CompactListMask.expand(part, t),
                        tables(isBoolean, 2 * jobs.size())));
            }
        }
        context.executor().run(context.key(), jobs);
        return values(jobs, kinds);
    }

    private static List<LookupTable> tables(List<Boolean> isBoolean, int block) {
        LookupTable low = isBoolean.get(block) ? LOW_BOOLEAN : LOW;
        if (block + 1 == isBoolean.size()) {
            return List.of(low);
        }
        return List.of(low, isBoolean.get(block + 1) ? HIGH_BOOLEAN : HIGH);
    }

    private static List<RadixCiphertext> values(List<BootstrapJob> jobs, List<DataKind> kinds) {
        List<RadixCiphertext> values = new ArrayList<>();
        int block = 0;
        for (DataKind kind : kinds) {
            List<ShortintCiphertext> blocks = new ArrayList<>();
            for (int i = 0; i < kind.blockCount(); i++, block++) {
                blocks.add(jobs.get(block / 2).result(block % 2));
            }
            values.add(new RadixCiphertext(blocks));
        }
        return values;
    }
}
