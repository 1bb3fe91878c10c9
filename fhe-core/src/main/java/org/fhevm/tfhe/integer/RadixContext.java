package org.fhevm.tfhe.integer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * The context of every operation on radix integers: the keys, and the executor that runs its bootstraps.
 *
 * <p>Every block of an operand is a message, 0..3, with noise of at most √2, and shares no noise with another block of
 * the same operand. The same holds for results.
 *
 * @param key the tenant's keys
 * @param executor where rounds of bootstraps run
 */
public record RadixContext(ServerKey key, BootstrapExecutor executor) {
    /** Message bits of a block. */
    public static final int MESSAGE_BITS = 2;

    /** Number of idle threads from which fewer rounds are worth more bootstraps. */
    public static final int MANY_THREADS = 4;

    /** Largest message of a block. */
    public static final int MAXIMUM_MESSAGE = 3;

    /**
     * Largest squared noise of a block of an operand or result: one fresh block added to another without a bootstrap.
     */
    public static final int MAXIMUM_OPERAND_NOISE = 2;

    /** The strategy of an operation that begins now. */
    Strategy strategy() {
        return executor.idleThreads() >= MANY_THREADS ? Strategy.FEWEST_ROUNDS : Strategy.FEWEST_BOOTSTRAPS;
    }

    Round round() {
        return new Round(this);
    }

    /** An empty sum. */
    LinearCombination sum() {
        return new LinearCombination(key);
    }

    ShortintCiphertext trivial(int message) {
        return key.trivial(message);
    }

    /** An integer of trivial blocks, its digits least significant first. */
    public RadixCiphertext trivial(int[] digits) {
        List<ShortintCiphertext> blocks = new ArrayList<>(digits.length);
        for (int digit : digits) {
            blocks.add(key.trivial(digit));
        }
        return new RadixCiphertext(blocks);
    }

    static boolean isTrivial(ShortintCiphertext block) {
        return block.noiseLevel() == 0;
    }

    /** The value of a trivial block. */
    int trivialValue(ShortintCiphertext block) {
        long body = block.words()[block.words().length - 1];
        return (int) (body >>> key.deltaLog2());
    }

    /** The digits of a value of trivial blocks only, least significant first; empty if any block is encrypted. */
    Optional<int[]> trivialDigits(RadixCiphertext value) {
        int[] digits = new int[value.blockCount()];
        for (int i = 0; i < digits.length; i++) {
            ShortintCiphertext block = value.blocks().get(i);
            if (!isTrivial(block)) {
                return Optional.empty();
            }
            digits[i] = trivialValue(block);
        }
        return Optional.of(digits);
    }

    /**
     * Checks dimension, degree and noise of all blocks.
     *
     * @throws IllegalArgumentException if a block exceeds the limits that every operation relies on
     */
    public void requireOperand(RadixCiphertext value) {
        for (ShortintCiphertext block : value.blocks()) {
            if (block.lweDimension() != key.blockDimension()
                    || block.degree() > MAXIMUM_MESSAGE
                    || block.noiseSquared() > MAXIMUM_OPERAND_NOISE) {
                throw new IllegalArgumentException(
                        "no operation takes " + block + "; blocks have dimension " + key.blockDimension());
            }
        }
    }

    /** Checks that the operands have the same number of blocks. */
    static void requireSameWidth(RadixCiphertext left, RadixCiphertext right) {
        if (left.blockCount() != right.blockCount()) {
            throw new IllegalArgumentException(
                    "operands of " + left.blockCount() + " and " + right.blockCount() + " blocks");
        }
    }
}
