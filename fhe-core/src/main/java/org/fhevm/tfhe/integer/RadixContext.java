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
 * <p>Operands are <em>clean</em>: every block has degree at most 3 and noise level at most 1, and none is a copy of
 * another. Results are clean too.
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
     * Checks dimension, degree and noise level of all blocks.
     *
     * @throws IllegalArgumentException if a block is not clean, since every operation relies on that
     */
    public void requireClean(RadixCiphertext value) {
        for (ShortintCiphertext block : value.blocks()) {
            if (block.lweDimension() != key.blockDimension()
                    || block.degree() > MAXIMUM_MESSAGE
                    || block.noiseLevel() > 1) {
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
