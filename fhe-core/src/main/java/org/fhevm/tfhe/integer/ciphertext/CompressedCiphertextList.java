package org.fhevm.tfhe.integer.ciphertext;

import java.util.List;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.parameters.PbsOrder;

/**
 * Values in their stored form.
 *
 * <p>The blocks of all values, in order, are cut into groups of {@code lwePerGlwe}; each group is one packed GLWE, and
 * the last one may be partial.
 *
 * @param glwes the packed groups
 * @param messageModulus message modulus of the blocks
 * @param carryModulus carry modulus of the blocks
 * @param pbsOrder order of keyswitch and bootstrap of the blocks
 * @param lwePerGlwe blocks per full group
 * @param count number of blocks
 * @param kinds one per value; their blocks add up to {@code count}
 * @param tag bytes that travel with the key set
 */
public record CompressedCiphertextList(
        List<PackedGlwe> glwes,
        int messageModulus,
        int carryModulus,
        PbsOrder pbsOrder,
        int lwePerGlwe,
        int count,
        List<DataKind> kinds,
        KeyTag tag) {
    public CompressedCiphertextList {
        glwes = List.copyOf(glwes);
        kinds = List.copyOf(kinds);
        requireGroups(glwes, lwePerGlwe, count);
        long blocks = kinds.stream().mapToLong(DataKind::blockCount).sum();
        if (blocks != count) {
            throw new IllegalArgumentException("the values take " + blocks + " blocks, the list has " + count);
        }
    }

    private static void requireGroups(List<PackedGlwe> glwes, int lwePerGlwe, int count) {
        if (lwePerGlwe < 1 || count < 0 || glwes.size() != Math.ceilDiv(count, lwePerGlwe)) {
            throw new IllegalArgumentException(
                    glwes.size() + " groups of " + lwePerGlwe + " cannot hold " + count + " blocks");
        }
        int remaining = count;
        for (PackedGlwe glwe : glwes) {
            int expected = Math.min(remaining, lwePerGlwe);
            if (glwe.bodyCount() != expected) {
                throw new IllegalArgumentException(
                        "a group holds " + glwe.bodyCount() + " blocks instead of " + expected);
            }
            remaining -= expected;
        }
    }
}
