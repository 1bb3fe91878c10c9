package org.fhevm.tfhe.integer;

import org.fhevm.tfhe.shortint.ShortintCiphertext;

/** Operations on single blocks without a bootstrap. */
final class Blocks {
    private Blocks() {}

    /** The same block with a smaller degree, if the caller knows one. */
    static ShortintCiphertext withDegree(ShortintCiphertext block, int degree) {
        return block.degree() <= degree ? block : block.withDegree(degree);
    }

    /** Whether the block is trivial and of this value. */
    static boolean isKnown(RadixContext context, ShortintCiphertext block, int value) {
        return RadixContext.isTrivial(block) && context.trivialValue(block) == value;
    }

    /** {@code largest - block}. */
    static ShortintCiphertext complement(RadixContext context, ShortintCiphertext block, int largest) {
        if (RadixContext.isTrivial(block)) {
            return context.trivial(largest - context.trivialValue(block));
        }
        return context.sum().plusScalar(largest).minus(block).asBlock(largest);
    }
}
