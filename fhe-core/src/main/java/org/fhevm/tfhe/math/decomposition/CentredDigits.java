package org.fhevm.tfhe.math.decomposition;

import org.fhevm.tfhe.parameters.Decomposition;

/**
 * Constants that read a gadget digit out of a word with an addition, a shift and a mask.
 *
 * <p>Adding half a unit of the last level rounds the word; adding B/2 at every level beforehand makes each digit the
 * plain bit field of its level minus B/2, because no borrow is left to pass on. Digits lie in {@code [-B/2, B/2 - 1]};
 * they differ from {@link SignedDecomposition} in ties only, which changes noise and nothing else.
 */
public final class CentredDigits {
    private final int baseLog;
    private final int levelCount;
    private final long offset;

    public CentredDigits(Decomposition decomposition) {
        baseLog = decomposition.baseLog();
        levelCount = decomposition.levelCount();
        if (baseLog * levelCount > 52) {
            throw new IllegalArgumentException("decomposition too fine for double precision: " + decomposition);
        }
        long sum = 1L << 63 - baseLog * levelCount;
        for (int level = 1; level <= levelCount; level++) {
            sum += 1L << 63 - baseLog * (level - 1);
        }
        offset = sum;
    }

    /** Base and levels. */
    public Decomposition decomposition() {
        return new Decomposition(baseLog, levelCount);
    }

    /** Levels of the decomposition. */
    public int levelCount() {
        return levelCount;
    }

    /** The constant added to a word before its digits are read. */
    public long offset() {
        return offset;
    }

    /** Right shift of the digit of a level, counted from 1. */
    public int shift(int level) {
        return 64 - baseLog * level;
    }

    /** B - 1. */
    public long mask() {
        return (1L << baseLog) - 1;
    }

    /** B/2. */
    public long half() {
        return 1L << baseLog - 1;
    }
}
