package org.fhevm.tfhe.shortint;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.integer.RadixCiphertext;

/**
 * An executor that bootstraps without encryption and measures the noise of its inputs, for tests of operations.
 *
 * <p>Its blocks are not encrypted: the body is the value, and the mask stands for the noise. A fresh block has a mask
 * of random signs, nearly the same for all functions of a rotation, so that in a sum of blocks the mean square of the
 * mask is the square of the noise in units of a fresh block, <em>counting everything that terms share</em>: the same
 * block twice, two functions of one rotation, a value and a term subtracted from it before. As with real bootstraps,
 * the same table at the same input gives the same block. This checks the claims that {@code LinearCombination} takes
 * on trust. With some hundred mask words a mean square is off by a few per cent.
 *
 * <p>It runs thousands of times faster than toy keys. For one thread.
 */
public final class NoiseModel implements BootstrapExecutor {
    private final ServerKey key;
    private final Random random;
    private double largestNoise;

    /** @param key any key set, for the shape of its blocks */
    public NoiseModel(ServerKey key, long seed) {
        this.key = key;
        this.random = new Random(seed);
    }

    /** The largest noise norm of a bootstrap's input so far, in units of a fresh block. */
    public double largestNoise() {
        return largestNoise;
    }

    public void reset() {
        largestNoise = 0;
    }

    /** A fresh block with a value 0..3. */
    public ShortintCiphertext encrypt(int value) {
        return block(freshMask(), value, 3);
    }

    /** A fresh boolean block. */
    public ShortintCiphertext encryptBoolean(boolean value) {
        return block(freshMask(), value ? 1 : 0, 1);
    }

    /** Fresh blocks, least significant first. */
    public RadixCiphertext encrypt(BigInteger value, int blockCount) {
        List<ShortintCiphertext> blocks = new ArrayList<>();
        for (int i = 0; i < blockCount; i++) {
            blocks.add(encrypt((value.testBit(2 * i) ? 1 : 0) + (value.testBit(2 * i + 1) ? 2 : 0)));
        }
        return new RadixCiphertext(blocks);
    }

    /** The value of a block with its carry and padding bit, 0..31. */
    public int decrypt(ShortintCiphertext block) {
        return value(block.words());
    }

    /** The integer that blocks stand for, modulo its width. */
    public BigInteger decrypt(RadixCiphertext value) {
        BigInteger sum = BigInteger.ZERO;
        for (int i = value.blockCount() - 1; i >= 0; i--) {
            sum = sum.shiftLeft(2).add(BigInteger.valueOf(decrypt(value.blocks().get(i))));
        }
        return sum.mod(BigInteger.ONE.shiftLeft(2 * value.blockCount()));
    }

    /** The norm of a block's noise, in units of a fresh block. */
    public double noise(ShortintCiphertext block) {
        return noise(block.words());
    }

    /**
     * The covariance of the noise of two blocks: near 0 if they share none, near 1 if they share that of one rotation.
     */
    public static double covariance(ShortintCiphertext first, ShortintCiphertext second) {
        double sum = 0;
        for (int j = 0; j < first.lweDimension(); j++) {
            sum += (double) first.words()[j] * second.words()[j];
        }
        return sum / first.lweDimension();
    }

    @Override
    public void run(ServerKey ignored, List<BootstrapJob> round) {
        for (BootstrapJob job : round) {
            bootstrap(job);
        }
    }

    private void bootstrap(BootstrapJob job) {
        switch (job.source()) {
            case BLOCK -> {
                largestNoise = Math.max(largestNoise, noise(job.input()));
                int value = value(job.input());
                int signed = value < LookupTable.BOXES ? value : value - 2 * LookupTable.BOXES;
                if (!job.tables().stream().allMatch(table -> table.accepts(signed, signed))) {
                    throw new IllegalStateException("the value " + signed + " is outside the domain of a table");
                }
                complete(job, value);
            }
            case PSEUDO_RANDOM -> complete(job, random.nextInt(2 * LookupTable.BOXES));
            case COMPACT_LIST, PACKED ->
                throw new IllegalArgumentException("the model has no such keys: " + job.source());
        }
    }

    private void complete(BootstrapJob job, int value) {
        int result = 0;
        for (LookupTable table : job.tables()) {
            long[] mask = maskAfter(job, table);
            for (int function = 0; function < table.functions(); function++) {
                int answer = table.evaluate(function, value);
                job.complete(
                        result++,
                        block(
                                ofFunction(mask, function),
                                answer,
                                table.degrees().get(function)));
            }
        }
    }

    @Override
    public int idleThreads() {
        return 1;
    }

    @Override
    public <T> T call(Callable<T> computation) {
        try {
            return computation.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private ShortintCiphertext block(long[] mask, int value, int degree) {
        long[] words = new long[mask.length + 1];
        System.arraycopy(mask, 0, words, 0, mask.length);
        words[mask.length] = (long) value << key.deltaLog2();
        return new ShortintCiphertext(words, degree, 1);
    }

    /** Without a mask there is no rotation, and so no noise. */
    private long[] maskAfter(BootstrapJob job, LookupTable table) {
        return noise(job.input()) == 0 ? new long[key.blockDimension()] : mask(new Random(hash(job, table)));
    }

    /**
     * The functions of a rotation share all of its noise, as far as anyone may rely on, but are no copies of each
     * other: one word differs in sign.
     */
    private static long[] ofFunction(long[] mask, int function) {
        if (function == 0) {
            return mask;
        }
        long[] other = mask.clone();
        other[function] = -other[function];
        return other;
    }

    /** The same for the same noise and table: a constant term only rotates the accumulator. */
    private static long hash(BootstrapJob job, LookupTable table) {
        // The hash code of an enum differs from one process to the next.
        int tableHash = Objects.hash(
                table.domain().ordinal(), table.boxes(), table.functions(), table.shifts(), table.degrees());
        long hash = tableHash + ((long) job.ditherSeed() << 32);
        for (int j = 0; j < job.input().length - 1; j++) {
            hash = (hash ^ job.input()[j]) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        return hash;
    }

    private long[] freshMask() {
        return mask(random);
    }

    private long[] mask(Random random) {
        long[] mask = new long[key.blockDimension()];
        long bits = 0;
        for (int j = 0; j < mask.length; j++) {
            if (j % Long.SIZE == 0) {
                bits = random.nextLong();
            }
            mask[j] = (bits >>> j & 1) == 0 ? 1 : -1;
        }
        return mask;
    }

    private int value(long[] words) {
        return (int) (words[words.length - 1] >>> key.deltaLog2());
    }

    private static double noise(long[] words) {
        double sum = 0;
        for (int j = 0; j < words.length - 1; j++) {
            sum += (double) words[j] * words[j];
        }
        return Math.sqrt(sum / (words.length - 1));
    }
}
