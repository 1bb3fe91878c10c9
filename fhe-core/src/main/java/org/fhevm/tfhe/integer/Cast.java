package org.fhevm.tfhe.integer;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/** Change of width. Zero-extends or keeps the low blocks; needs no bootstrap. */
public final class Cast {
    private Cast() {}

    /** The value modulo 2^(2·blockCount), in {@code blockCount} blocks. */
    public static RadixCiphertext toBlocks(RadixContext context, RadixCiphertext value, int blockCount) {
        if (blockCount <= value.blockCount()) {
            return new RadixCiphertext(value.blocks().subList(0, blockCount));
        }
        List<ShortintCiphertext> blocks = new ArrayList<>(value.blocks());
        while (blocks.size() < blockCount) {
            blocks.add(context.trivial(0));
        }
        return new RadixCiphertext(blocks);
    }
}
